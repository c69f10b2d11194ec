package dev.kintsugi.engine.feature;

import dev.kintsugi.core.error.InterruptedRunException;
import dev.kintsugi.core.error.KintsugiException;
import dev.kintsugi.nn.image.ImageTransform;
import dev.kintsugi.nn.tensor.FrozenFunction;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/** Computes the features of images: worker threads decode and transform, the calling thread runs the model. */
public final class ImageFeatures implements FeatureComputation, AutoCloseable {
    private final IntFunction<BufferedImage> images;
    private final ImageTransform transform;
    private final FrozenFunction tower;
    private final int batchSize;
    private final ExecutorService workers;

    /**
     * Starts the worker threads; {@link #close} ends them.
     *
     * @param images reads the image of a row; called from several threads
     * @param tower pixels {@code [batch, 3, height, width]} to features {@code [batch, …]}, which are laid flat
     * @param batchSize images per call of {@code tower}, greater than 0
     * @param workers number of threads that decode, greater than 0
     */
    public ImageFeatures(
            IntFunction<BufferedImage> images,
            ImageTransform transform,
            FrozenFunction tower,
            int batchSize,
            int workers) {
        if (batchSize <= 0 || workers <= 0) {
            throw new IllegalArgumentException(
                    "batch size and workers must be greater than 0, but were " + batchSize + " and " + workers);
        }
        this.images = images;
        this.transform = transform;
        this.tower = tower;
        this.batchSize = batchSize;
        this.workers = Executors.newFixedThreadPool(workers, task -> {
            Thread thread = new Thread(task, "image-decoder");
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public int batchSize() {
        return batchSize;
    }

    @Override
    public Supplier<float[]> begin(int[] rows) {
        int size = 3 * transform.height() * transform.width();
        float[] pixels = new float[rows.length * size];
        List<Future<?>> pending = new ArrayList<>();
        for (int i = 0; i < rows.length; i++) {
            int row = rows[i];
            int offset = i * size;
            pending.add(workers.submit(() -> transform.apply(images.apply(row), pixels, offset)));
        }
        return () -> {
            for (int i = 0; i < rows.length; i++) {
                await(rows[i], pending.get(i));
            }
            return tower.applyTo(pixels, rows.length, 3, transform.height(), transform.width());
        };
    }

    private static void await(int row, Future<?> pending) {
        try {
            pending.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedRunException("interrupted while images were read", e);
        } catch (CancellationException e) {
            throw new IllegalStateException("the image features were closed while a batch was computed", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof KintsugiException known) {
                throw known;
            }
            throw new IllegalStateException("the image of row " + row + " could not be prepared", e.getCause());
        }
    }

    /** Ends the worker threads; images not yet begun are dropped. */
    @Override
    public void close() {
        workers.shutdownNow();
    }
}

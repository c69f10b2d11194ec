package dev.kintsugi.engine.feature;

import dev.kintsugi.core.error.InterruptedRunException;
import dev.kintsugi.core.error.KintsugiException;
import dev.kintsugi.nn.image.ImageTransform;
import dev.kintsugi.nn.tensor.FrozenFunction;
import dev.kintsugi.nn.tensor.TorchThreads;
import java.awt.image.BufferedImage;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * Computes the features of images: each worker thread takes a batch through decoding, transform and model.
 *
 * <p>The model runs on one torch thread per worker. That is faster than several torch threads on one batch, above all
 * on a machine that is busy with other things too, and makes the features independent of the number of threads.
 */
public final class ImageFeatures implements FeatureComputation, AutoCloseable {
    private final IntFunction<BufferedImage> images;
    private final ImageTransform transform;
    private final FrozenFunction tower;
    private final int batchSize;
    private final int workerCount;
    private final int torchThreadsBefore;
    private final ExecutorService workers;

    /**
     * Starts the worker threads; {@link #close} ends them.
     *
     * @param images reads the image of a row; called from several threads
     * @param tower pixels {@code [batch, 3, height, width]} to features {@code [batch, …]}, which are laid flat; called
     *     from several threads
     * @param batchSize images per call of {@code tower}, greater than 0
     * @param workers number of threads, greater than 0; best the number of processor cores
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
        this.workerCount = workers;
        this.torchThreadsBefore = TorchThreads.inThisThread();
        this.workers = Executors.newFixedThreadPool(workers, task -> {
            Thread thread = new Thread(task, "image-features");
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public int batchSize() {
        return batchSize;
    }

    @Override
    public int batchesAtOnce() {
        return workerCount + 1; // one more, so that no worker waits while features are written
    }

    @Override
    public Supplier<float[]> begin(int[] rows) {
        int[] batch = rows.clone();
        Future<float[]> pending = workers.submit(() -> compute(batch));
        return () -> await(pending);
    }

    private float[] compute(int[] rows) {
        TorchThreads.useInThisThread(1);
        int size = 3 * transform.height() * transform.width();
        float[] pixels = new float[rows.length * size];
        for (int i = 0; i < rows.length; i++) {
            transform.apply(images.apply(rows[i]), pixels, i * size);
        }
        return tower.applyTo(pixels, rows.length, 3, transform.height(), transform.width());
    }

    private static float[] await(Future<float[]> pending) {
        try {
            return pending.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedRunException("interrupted while the features of images were computed", e);
        } catch (CancellationException e) {
            throw new IllegalStateException("the image features were closed while a batch was computed", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof KintsugiException known) {
                throw known;
            }
            throw new IllegalStateException("the features of a batch of images could not be computed", e.getCause());
        }
    }

    /** Ends the worker threads; batches not yet begun are dropped. To be called by the thread that made this object. */
    @Override
    public void close() {
        workers.shutdownNow();
        // What a worker set would otherwise become the setting of threads that use torch for the first time later.
        TorchThreads.useInThisThread(torchThreadsBefore);
    }
}

package dev.kintsugi.engine.feature;

import dev.kintsugi.core.error.DataException;
import dev.kintsugi.core.error.InterruptedRunException;
import dev.kintsugi.core.error.KintsugiException;
import dev.kintsugi.nn.backbone.SampleEncoder;
import dev.kintsugi.nn.tensor.TorchThreads;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * Computes the features of samples: each worker thread takes a batch through reading, preparing and model.
 *
 * <p>The model runs on one torch thread per worker. That is faster than several torch threads on one batch, above all
 * on a machine that is busy with other things too, and makes the features independent of the number of threads.
 *
 * @param <T> a sample, such as an image or a sentence
 */
public final class SampleFeatures<T> implements FeatureComputation, AutoCloseable {
    private final IntFunction<T> samples;
    private final SampleEncoder<T> encoder;
    private final IntFunction<String> names;
    private final int batchSize;
    private final int workerCount;
    private final int torchThreadsBefore;
    private final ExecutorService workers;

    /** Creates the computation for rows that are called by their numbers. */
    public SampleFeatures(IntFunction<T> samples, SampleEncoder<T> encoder, int batchSize, int workers) {
        this(samples, row -> "row " + row, encoder, batchSize, workers);
    }

    /**
     * Starts the worker threads; {@link #close} ends them.
     *
     * @param samples reads the sample of a row; called from several threads
     * @param names what a row is called where the encoder refuses its sample
     * @param batchSize samples per call of {@code encoder}, greater than 0
     * @param workers number of threads, greater than 0; best the number of processor cores
     */
    public SampleFeatures(
            IntFunction<T> samples, IntFunction<String> names, SampleEncoder<T> encoder, int batchSize, int workers) {
        if (batchSize <= 0 || workers <= 0) {
            throw new IllegalArgumentException(
                    "batch size and workers must be greater than 0, but were " + batchSize + " and " + workers);
        }
        this.samples = samples;
        this.names = names;
        this.encoder = encoder;
        this.batchSize = batchSize;
        this.workerCount = workers;
        this.torchThreadsBefore = TorchThreads.inThisThread();
        this.workers = Executors.newFixedThreadPool(workers, task -> {
            Thread thread = new Thread(task, "sample-features");
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
        List<T> batch = new ArrayList<>(rows.length);
        for (int row : rows) {
            batch.add(samples.apply(row));
        }
        try {
            return encoder.encode(batch);
        } catch (DataException refused) {
            throw named(rows, batch, refused);
        }
    }

    /** Returns the encoder's complaint with the first row that it is about. */
    private DataException named(int[] rows, List<T> batch, DataException refused) {
        for (int i = 0; i < rows.length; i++) {
            try {
                encoder.encode(batch.subList(i, i + 1));
            } catch (DataException alone) {
                return new DataException(names.apply(rows[i]) + ": " + alone.getMessage(), alone);
            }
        }
        return refused; // only together
    }

    private static float[] await(Future<float[]> pending) {
        try {
            return pending.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedRunException("interrupted while the features of samples were computed", e);
        } catch (CancellationException e) {
            throw new IllegalStateException("the features were closed while a batch was computed", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof KintsugiException known) {
                throw known;
            }
            throw new IllegalStateException("the features of a batch of samples could not be computed", e.getCause());
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

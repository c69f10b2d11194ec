package dev.kintsugi.engine.runner;

import dev.kintsugi.core.error.ClientFailedException;
import dev.kintsugi.core.federation.RoundRunner;
import dev.kintsugi.core.round.ClientTask;
import dev.kintsugi.core.round.ClientUpdate;
import dev.kintsugi.core.safetensors.WireFormat;
import dev.kintsugi.nn.tensor.TorchThreads;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToIntFunction;

/**
 * Runs the clients in this process: threads times blocks of clients.
 *
 * <p>Blocks depend on the cohort alone and every block computes with a fixed number of intra-op threads, so the bits of
 * a round do not depend on the number of Java threads nor on the order in which blocks end.
 */
public final class InProcessRunner implements RoundRunner {
    private final ClientHalf clientHalf;
    private final int blockSize;
    private final ToIntFunction<String> rows;
    private final ExecutorService threads;

    /**
     * Starts the threads.
     *
     * @param threadCount Java threads
     * @param blockSize clients that train in one graph
     * @param intraOpThreads libtorch's threads within one operation
     * @param rows training rows per client
     */
    public InProcessRunner(
            ClientHalf clientHalf, int threadCount, int blockSize, int intraOpThreads, ToIntFunction<String> rows) {
        this.clientHalf = clientHalf;
        this.blockSize = blockSize;
        this.rows = rows;
        AtomicInteger number = new AtomicInteger();
        this.threads = Executors.newFixedThreadPool(threadCount, work -> {
            Thread thread = new Thread(
                    () -> {
                        TorchThreads.useInThisThread(intraOpThreads);
                        work.run();
                    },
                    "kintsugi-clients-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public Result run(List<ClientTask> tasks) {
        List<Future<ClientHalf.BlockResult>> running = new ArrayList<>();
        for (List<ClientTask> block : Blocks.of(tasks, blockSize, rows)) {
            running.add(threads.submit(() -> clientHalf.train(block)));
        }
        List<ClientUpdate> updates = new ArrayList<>();
        List<ClientFailedException> failures = new ArrayList<>();
        for (Future<ClientHalf.BlockResult> block : running) {
            try {
                ClientHalf.BlockResult result = block.get();
                updates.addAll(result.updates());
                failures.addAll(result.failures());
            } catch (ExecutionException e) {
                // Not a client's failure, which comes as a result: the machine's, such as a full heap.
                throw new IllegalStateException("the training of clients ended by " + e.getCause(), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while the clients trained", e);
            }
        }
        updates.sort(Comparator.comparing(ClientUpdate::client));
        failures.sort(Comparator.comparing(ClientFailedException::client));
        long bytesDown = tasks.stream().mapToLong(WireFormat::size).sum();
        long bytesUp = updates.stream().mapToLong(WireFormat::size).sum();
        return new Result(updates, failures, bytesDown, bytesUp);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}

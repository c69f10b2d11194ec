package dev.kintsugi.cli.run;

import dev.kintsugi.engine.federation.StopSignal;
import java.io.PrintWriter;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns Ctrl-C and SIGTERM into a stop after the round that is under way: the JVM's shutdown waits until the run has
 * written its checkpoint.
 *
 * <p>Who does not want to wait sends SIGKILL; the run can then be resumed from its last regular checkpoint.
 */
public final class Interruption implements AutoCloseable {
    private static final long LONGEST_WAIT_MINUTES = 30;

    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook;

    /** Begins to listen. */
    public Interruption(StopSignal stop, PrintWriter err) {
        this.hook = new Thread(
                () -> {
                    stop.request();
                    err.println("stopping after this round; a checkpoint is written first");
                    err.flush();
                    try {
                        if (!ended.await(LONGEST_WAIT_MINUTES, TimeUnit.MINUTES)) {
                            err.println("the round did not end in " + LONGEST_WAIT_MINUTES
                                    + " minutes; the run can be resumed from its last checkpoint");
                            err.flush();
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "kintsugi-interruption");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Ends listening: the run has ended, whatever way. */
    @Override
    public void close() {
        ended.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the shutdown is under way already, and waits for nothing more
        }
    }
}

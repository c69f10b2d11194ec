package dev.kintsugi.nn.hub;

import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Closes a stream that delivers nothing for too long: the HTTP client has a time limit for the head of an answer only.
 */
final class StallGuard implements AutoCloseable {
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "download-stall-guard");
        thread.setDaemon(true);
        return thread;
    });
    private final long limitNanos;
    private volatile long lastNanos = System.nanoTime();
    private volatile boolean stalled;

    StallGuard(InputStream stream, Duration limit) {
        this.limitNanos = limit.toNanos();
        long period = Math.max(1, limitNanos / 4);
        timer.scheduleWithFixedDelay(() -> check(stream), period, period, TimeUnit.NANOSECONDS);
    }

    private void check(InputStream stream) {
        if (System.nanoTime() - lastNanos > limitNanos && !stalled) {
            stalled = true;
            HubConnection.closeQuietly(stream);
        }
    }

    /** Says that bytes arrived. */
    void touch() {
        lastNanos = System.nanoTime();
    }

    /** Returns whether the stream was closed because nothing came. */
    boolean stalled() {
        return stalled;
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}

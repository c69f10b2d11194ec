package dev.kintsugi.nn.hub;

import java.time.Duration;

/** Waits; passed in so that tests need not. */
@FunctionalInterface
public interface Sleeper {
    /** Waits for {@code duration}. */
    void sleep(Duration duration) throws InterruptedException;
}

package dev.kintsugi.nn.hub;

import dev.kintsugi.core.error.Check;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.ToLongFunction;

/**
 * How patient a download is.
 *
 * @param attempts requests in a row that may fail without progress, from 1
 * @param firstDelay pause after the first failure; doubles with each further one
 * @param longestDelay upper bound of a pause, also of one that the server asks for
 * @param answerTimeout longest wait for a connection and for the head of an answer
 * @param stallTimeout longest time without a byte before a connection counts as cut
 * @param sleeper waits
 * @param usableBytes tells the free bytes of the disk that holds a folder
 */
public record TransferOptions(
        int attempts,
        Duration firstDelay,
        Duration longestDelay,
        Duration answerTimeout,
        Duration stallTimeout,
        Sleeper sleeper,
        ToLongFunction<Path> usableBytes) {
    /** Six attempts over about half a minute. */
    public static final TransferOptions DEFAULTS = new TransferOptions(
            6,
            Duration.ofSeconds(1),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Duration.ofSeconds(60),
            duration -> Thread.sleep(duration.toMillis()),
            folder -> folder.toFile().getUsableSpace());

    /** Checks the number of attempts. */
    public TransferOptions {
        Check.positive("attempts", attempts);
    }

    /** Returns the pause after the {@code failures}-th failure in a row, counted from 1. */
    Duration delay(int failures) {
        Duration delay = firstDelay.multipliedBy(1L << Math.min(failures - 1, 20));
        return delay.compareTo(longestDelay) > 0 ? longestDelay : delay;
    }
}

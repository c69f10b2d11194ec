package dev.kintsugi.cli.bench;

import java.util.function.Consumer;

/**
 * How thoroughly to measure.
 *
 * @param quick whether a rough number within seconds is enough
 * @param progress is told what is being measured
 */
public record BenchSettings(boolean quick, Consumer<String> progress) {
    /** Returns one of two numbers. */
    public int choose(int whenQuick, int otherwise) {
        return quick ? whenQuick : otherwise;
    }
}

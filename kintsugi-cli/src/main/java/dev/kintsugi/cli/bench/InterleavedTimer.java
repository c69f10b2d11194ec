package dev.kintsugi.cli.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * Times two pieces of work against each other: A B, B A, A B, … after warm-up, so that whatever else the machine does,
 * and the heat of its processor, falls on both.
 */
public final class InterleavedTimer {
    private static final OperatingSystemMXBean PROCESS =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private InterleavedTimer() {}

    /** The timings of both, repetition by repetition. */
    public record Pair(Timings first, Timings second) {}

    /**
     * Runs both {@code warmUps} times untimed and {@code repetitions} times timed.
     *
     * @param repetitions at least 1
     */
    public static Pair time(Runnable first, Runnable second, int warmUps, int repetitions) {
        for (int i = 0; i < warmUps; i++) {
            first.run();
            second.run();
        }
        double[][] wall = new double[2][repetitions];
        double[][] processor = new double[2][repetitions];
        Runnable[] works = {first, second};
        for (int i = 0; i < repetitions; i++) {
            for (int turn = 0; turn < 2; turn++) {
                int which = i % 2 == 0 ? turn : 1 - turn;
                long processorStart = PROCESS.getProcessCpuTime();
                long start = System.nanoTime();
                works[which].run();
                wall[which][i] = (System.nanoTime() - start) / 1e9;
                processor[which][i] = (PROCESS.getProcessCpuTime() - processorStart) / 1e9;
            }
        }
        return new Pair(new Timings(wall[0], processor[0]), new Timings(wall[1], processor[1]));
    }
}

package dev.kintsugi.cli.bench;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * What the repetitions of one piece of work took.
 *
 * @param wallSeconds by the clock on the wall, in the order of the repetitions
 * @param processorSeconds of this process, over all its threads: other work on the machine hardly touches it
 */
public record Timings(double[] wallSeconds, double[] processorSeconds) {
    /** Copies the arrays. */
    public Timings {
        wallSeconds = wallSeconds.clone();
        processorSeconds = processorSeconds.clone();
    }

    /** Returns a copy of the wall-clock seconds. */
    @Override
    public double[] wallSeconds() {
        return wallSeconds.clone();
    }

    /** Returns a copy of the processor seconds. */
    @Override
    public double[] processorSeconds() {
        return processorSeconds.clone();
    }

    /** Returns the median of the wall-clock seconds. */
    public double median() {
        return median(wallSeconds);
    }

    /** Returns the least of the wall-clock seconds. */
    public double min() {
        return DoubleStream.of(wallSeconds).min().orElse(Double.NaN);
    }

    /** Returns the greatest of the wall-clock seconds. */
    public double max() {
        return DoubleStream.of(wallSeconds).max().orElse(Double.NaN);
    }

    /** Returns the median of the quotients of neighbouring repetitions, this / other, by the wall clock. */
    public double ratioTo(Timings other) {
        return median(pairwise(wallSeconds, other.wallSeconds, (own, others) -> own / others));
    }

    /** Returns the same as {@link #ratioTo} by processor time. */
    public double processorRatioTo(Timings other) {
        return median(pairwise(processorSeconds, other.processorSeconds, (own, others) -> own / others));
    }

    private static double[] pairwise(double[] left, double[] right, DoubleBinaryOperator operator) {
        return IntStream.range(0, left.length)
                .mapToDouble(i -> operator.applyAsDouble(left[i], right[i]))
                .toArray();
    }

    /** Returns the middle value, or the mean of the two in the middle. */
    static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }
}

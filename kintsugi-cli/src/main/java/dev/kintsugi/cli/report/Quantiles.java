package dev.kintsugi.cli.report;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/** Quantiles of finite values, interpolated linearly between order statistics (type 7 of Hyndman and Fan, 1996). */
final class Quantiles {
    private final double[] sorted;

    /** Takes the finite ones among the values. */
    Quantiles(DoubleStream values) {
        this.sorted = values.filter(Double::isFinite).toArray();
        Arrays.sort(sorted);
    }

    int count() {
        return sorted.length;
    }

    /**
     * Returns the value below which a share of the values lies; NaN without values.
     *
     * @param share in [0, 1]
     */
    double at(double share) {
        if (sorted.length == 0) {
            return Double.NaN;
        }
        double position = share * (sorted.length - 1);
        int below = (int) Math.floor(position);
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }
}

package dev.kintsugi.core.metric;

import java.util.Collection;

/**
 * Mean and sample standard deviation (n − 1) of finite values.
 *
 * @param mean NaN without values
 * @param deviation 0 with one value, NaN without
 * @param count number of finite values
 */
public record Spread(double mean, double deviation, int count) {
    /** Returns the spread of the finite ones among {@code values}. */
    public static Spread of(Collection<Double> values) {
        double[] finite = values.stream()
                .mapToDouble(Double::doubleValue)
                .filter(Double::isFinite)
                .toArray();
        if (finite.length == 0) {
            return new Spread(Double.NaN, Double.NaN, 0);
        }
        double sum = 0;
        for (double value : finite) {
            sum += value;
        }
        double mean = sum / finite.length;
        double squares = 0;
        for (double value : finite) {
            squares += (value - mean) * (value - mean);
        }
        double deviation = finite.length == 1 ? 0 : Math.sqrt(squares / (finite.length - 1));
        return new Spread(mean, deviation, finite.length);
    }
}

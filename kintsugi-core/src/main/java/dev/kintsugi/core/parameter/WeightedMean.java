package dev.kintsugi.core.parameter;

import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.error.ShapeException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * The weighted mean of parameter sets, {@code Σ wₖ xₖ / Σ wₖ}.
 *
 * <p>Sums in {@code double} and in the order of the calls, so that the result does not depend on which client answered
 * first: callers add in client order. Not thread-safe.
 */
public final class WeightedMean {
    private final Map<String, double[]> sums = new TreeMap<>();
    private final Map<String, long[]> shapes = new TreeMap<>();
    private final Map<String, Double> weights = new TreeMap<>();

    /** Adds {@code weight * values}. A parameter that a set does not hold gets no weight from it. */
    public void add(ParameterSet values, double weight) {
        values.asMap().forEach((name, array) -> addParameter(name, array, weight));
    }

    /** Adds {@code weight * array} to one parameter. */
    public void addParameter(String name, FloatArray array, double weight) {
        if (!(weight >= 0) || Double.isInfinite(weight)) {
            throw new ConfigException("weight of '" + name + "' must be 0 or more, but was " + weight);
        }
        double[] sum = sums.computeIfAbsent(name, n -> new double[array.size()]);
        long[] shape = shapes.computeIfAbsent(name, n -> array.shape());
        if (!Arrays.equals(shape, array.shape())) {
            throw new ShapeException("weighted mean", name, shape, array.shape());
        }
        for (int i = 0; i < sum.length; i++) {
            sum[i] += weight * array.get(i);
        }
        weights.merge(name, weight, Double::sum);
    }

    /** Returns the mean of every parameter that got weight; the others are left out. */
    public ParameterSet result() {
        Map<String, FloatArray> means = new TreeMap<>();
        sums.forEach((name, sum) -> {
            double weight = weights.getOrDefault(name, 0.0);
            if (weight > 0) {
                float[] mean = new float[sum.length];
                for (int i = 0; i < mean.length; i++) {
                    mean[i] = (float) (sum[i] / weight);
                }
                means.put(name, FloatArray.owning(shapes.getOrDefault(name, new long[0]), mean));
            }
        });
        return ParameterSet.of(means);
    }
}

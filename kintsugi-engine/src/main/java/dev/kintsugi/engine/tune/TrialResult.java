package dev.kintsugi.engine.tune;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of a trial.
 *
 * @param values of the measure after the last round, per seed; empty if the trial failed
 * @param seconds of all its runs together, without the features
 * @param failure why there is no value; null if there is one
 */
public record TrialResult(
        Trial trial,
        List<Double> values,
        double seconds,
        @Nullable String failure) {
    /** Copies the values. */
    public TrialResult {
        values = List.copyOf(values);
    }

    /** Returns the mean over the seeds, NaN if the trial failed. */
    public double mean() {
        return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }
}

package dev.kintsugi.engine.tune;

import dev.kintsugi.engine.experiment.TuneOptions;
import dev.kintsugi.engine.tune.TunePlan.MethodTrials;
import java.util.List;
import java.util.Optional;

/**
 * The results of a search, or of as much of it as is done.
 *
 * @param results in the order of the plan's trials
 */
public record TuneOutcome(TunePlan plan, List<TrialResult> results) {
    /** Copies the results. */
    public TuneOutcome {
        results = List.copyOf(results);
    }

    /** Returns the results of one method, in grid order. */
    public List<TrialResult> of(String method) {
        return results.stream()
                .filter(result -> result.trial().method().equals(method))
                .toList();
    }

    /**
     * Returns the best trial of a method by the mean over seeds; of equal ones the first in grid order.
     *
     * @return empty if every trial failed
     */
    public Optional<TrialResult> best(String method) {
        boolean highest = plan.options().best() == TuneOptions.Best.HIGHEST;
        TrialResult best = null;
        for (TrialResult result : of(method)) {
            double value = result.mean();
            if (Double.isNaN(value)) {
                continue;
            }
            if (best == null || (highest ? value > best.mean() : value < best.mean())) {
                best = result;
            }
        }
        return Optional.ofNullable(best);
    }

    /** Returns the keys at whose smallest or largest value the choice of a method stands. */
    public List<String> edges(MethodTrials method) {
        return best(method.method())
                .map(best -> GridEdge.of(method.grid(), best.trial()))
                .orElse(List.of());
    }
}

package dev.kintsugi.cli.report;

import dev.kintsugi.core.metric.Spread;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * The runs of one method under one setting.
 *
 * @param label the method's id, with what sets the group apart where there are several of one method
 * @param runs one per seed, ascending by seed
 */
record MethodRuns(String label, RunKey key, List<RunFolder> runs) {
    List<Long> seeds() {
        return runs.stream().map(run -> run.header().seed()).toList();
    }

    Spread spread(Measure measure) {
        return Spread.of(runs.stream().map(measure::of).toList());
    }

    /** Returns the finite values of a measure by seed. */
    Map<Long, Double> bySeed(Measure measure) {
        Map<Long, Double> values = new TreeMap<>();
        for (RunFolder run : runs) {
            double value = measure.of(run);
            if (Double.isFinite(value)) {
                values.put(run.header().seed(), value);
            }
        }
        return values;
    }

    /** Returns the spread of a number of one test condition. */
    Spread condition(String condition, ToDoubleFunction<ConditionResult> number) {
        return Spread.of(runs.stream()
                .flatMap(run -> run.result().stream())
                .map(result -> result.conditions().stream()
                        .filter(found -> found.name().equals(condition))
                        .findFirst())
                .flatMap(Optional::stream)
                .map(number::applyAsDouble)
                .toList());
    }
}

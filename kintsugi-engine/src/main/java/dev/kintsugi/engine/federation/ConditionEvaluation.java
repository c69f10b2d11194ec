package dev.kintsugi.engine.federation;

import dev.kintsugi.core.metric.ConditionMetrics;
import java.util.List;

/**
 * All numbers of one test condition.
 *
 * @param name of the condition
 * @param leftOut test rows that are no part of it or lack a modality that the method needs
 * @param multiLabel whether each class was decided for itself
 * @param evaluation counts and clients
 * @param metrics numbers of the model; means over the evaluated clients when each has a model of its own
 * @param clients per client of {@code evaluation}: the numbers of its model on its own test rows, or on all where it
 *     has none of its own
 * @param parts the same test split by what is left of the rows
 */
public record ConditionEvaluation(
        String name,
        int leftOut,
        boolean multiLabel,
        Evaluation evaluation,
        ConditionMetrics metrics,
        List<ConditionMetrics> clients,
        List<Part> parts) {
    /**
     * The rows with one pattern of presence.
     *
     * @param present modalities that are left, joined by {@code +}
     * @param rows number of test rows
     * @param accuracy of these rows, in [0, 1]
     * @param macroF1 of these rows, in [0, 1]
     * @param microF1 of these rows, in [0, 1]
     * @param auroc of these rows, in [0, 1]; NaN when no class has both kinds of rows
     * @param averagePrecision of these rows, in [0, 1]; NaN when no class has a row
     */
    public record Part(
            String present,
            int rows,
            double accuracy,
            double macroF1,
            double microF1,
            double auroc,
            double averagePrecision) {}

    /** Copies the lists. */
    public ConditionEvaluation {
        clients = List.copyOf(clients);
        parts = List.copyOf(parts);
    }
}

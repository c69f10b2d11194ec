package dev.kintsugi.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;

/**
 * One round. A number that the round does not have is NaN.
 *
 * @param round from 1; 0 for the evaluation before training
 * @param cohort number of clients asked
 * @param failed number of clients that failed
 * @param loss mean training loss over the cohort
 * @param upParts what the bytes up are made of, by kind of parameter; empty if the log does not say
 * @param accuracy on the test set, in [0, 1]
 * @param clientMean mean of the clients' local accuracies, in [0, 1]
 * @param measured what the clients measured beside the loss: group, what, mean over the clients; empty for most methods
 * @param kinds further accuracies by the keys of {@link KindResult#KEYS}; empty for most runs
 */
record RoundLine(
        int round,
        int cohort,
        int failed,
        double loss,
        long bytesDown,
        long bytesUp,
        Map<String, Long> upParts,
        double accuracy,
        double macroF1,
        double clientMean,
        Map<String, Map<String, Double>> measured,
        Map<String, Double> kinds) {
    static RoundLine of(JsonNode line) {
        JsonNode evaluation = line.path("evaluation");
        return new RoundLine(
                line.path("round").asInt(),
                line.path("cohort").size(),
                line.path("failed").size(),
                JsonFields.number(line.path("loss")),
                line.path("bytesDown").asLong(),
                line.path("bytesUp").asLong(),
                parts(line.path("bytesUpParts")),
                JsonFields.number(evaluation.path("accuracy")),
                JsonFields.number(evaluation.path("macroF1")),
                JsonFields.number(evaluation.path("clientMean")),
                measured(line.path("measured")),
                KindResult.byKey(evaluation));
    }

    private static Map<String, Long> parts(JsonNode node) {
        Map<String, Long> parts = new TreeMap<>();
        node.fields()
                .forEachRemaining(
                        entry -> parts.put(entry.getKey(), entry.getValue().asLong()));
        return parts;
    }

    private static Map<String, Map<String, Double>> measured(JsonNode node) {
        Map<String, Map<String, Double>> groups = new TreeMap<>();
        node.fields().forEachRemaining(group -> {
            Map<String, Double> means = new TreeMap<>();
            group.getValue()
                    .fields()
                    .forEachRemaining(mean -> means.put(mean.getKey(), JsonFields.number(mean.getValue())));
            groups.put(group.getKey(), means);
        });
        return groups;
    }

    /** Returns what the clients measured of one group, by what; empty if they did not. */
    Map<String, Double> measured(String group) {
        return measured.getOrDefault(group, Map.of());
    }

    boolean evaluated() {
        return Double.isFinite(accuracy);
    }
}

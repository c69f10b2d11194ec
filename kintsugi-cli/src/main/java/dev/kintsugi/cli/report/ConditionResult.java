package dev.kintsugi.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * The final numbers of one test condition. A number that is not there is NaN.
 *
 * @param name such as {@code test}
 * @param accuracy over all samples, in [0, 1]
 * @param clientMean mean of the clients' local accuracies, in [0, 1]
 * @param clientStd their sample standard deviation
 * @param confusion {@code [true class][predicted class]} counts; empty when not recorded and for multi-label data
 * @param leftOut test rows that are no part of the condition, or that the method cannot score
 * @param multiLabel whether each class is decided for itself
 * @param parts the same test split by what is left of the rows
 */
record ConditionResult(
        String name,
        long samples,
        double accuracy,
        double macroF1,
        List<ClassScore> perClass,
        List<ClientScore> clients,
        double clientMean,
        double clientStd,
        List<List<Long>> confusion,
        long leftOut,
        double microF1,
        double auroc,
        double averagePrecision,
        boolean multiLabel,
        List<PatternScore> parts) {
    /** The rows with one pattern of presence, such as {@code image+text}. */
    record PatternScore(String present, long samples, double accuracy, double macroF1) {}

    /** One class's samples and accuracy in [0, 1]; of multi-label data its F1. */
    record ClassScore(String name, long samples, double accuracy) {}

    /**
     * One client's numbers. F1 and average precision are of its own test rows, or of all where it has none.
     *
     * @param local weighted by the class shares of the client's own training data, or of its own test rows
     */
    record ClientScore(String client, double accuracy, double local, double macroF1, double averagePrecision) {}

    static ConditionResult of(String name, JsonNode node) {
        List<ClassScore> classes = new ArrayList<>();
        node.path("perClass")
                .forEach(entry -> classes.add(new ClassScore(
                        entry.path("class").asText(),
                        entry.path("samples").asLong(),
                        JsonFields.number(entry.path(node.path("multiLabel").asBoolean() ? "f1" : "accuracy")))));
        List<PatternScore> parts = new ArrayList<>();
        node.path("patterns")
                .forEach(entry -> parts.add(new PatternScore(
                        entry.path("present").asText(),
                        entry.path("samples").asLong(),
                        JsonFields.number(entry.path("accuracy")),
                        JsonFields.number(entry.path("macroF1")))));
        List<ClientScore> clients = new ArrayList<>();
        node.path("clients")
                .forEach(entry -> clients.add(new ClientScore(
                        entry.path("client").asText(),
                        JsonFields.number(entry.path("accuracy")),
                        JsonFields.number(entry.path("localAccuracy")),
                        JsonFields.number(entry.path("macroF1")),
                        JsonFields.number(entry.path("averagePrecision")))));
        List<List<Long>> confusion = new ArrayList<>();
        for (JsonNode row : node.path("confusion")) {
            List<Long> counts = new ArrayList<>();
            row.forEach(count -> counts.add(count.asLong()));
            confusion.add(List.copyOf(counts));
        }
        return new ConditionResult(
                name,
                node.path("samples").asLong(),
                JsonFields.number(node.path("accuracy")),
                JsonFields.number(node.path("macroF1")),
                List.copyOf(classes),
                List.copyOf(clients),
                JsonFields.number(node.path("clientMean")),
                JsonFields.number(node.path("clientStd")),
                List.copyOf(confusion),
                node.path("leftOut").asLong(),
                JsonFields.number(node.path("microF1")),
                JsonFields.number(node.path("auroc")),
                JsonFields.number(node.path("averagePrecision")),
                node.path("multiLabel").asBoolean(),
                List.copyOf(parts));
    }
}

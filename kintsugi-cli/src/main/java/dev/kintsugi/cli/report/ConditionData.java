package dev.kintsugi.cli.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kintsugi.cli.report.ConditionResult.ClassScore;
import dev.kintsugi.cli.report.ConditionResult.ClientScore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** The numbers of one test condition, cut down to what a page can show. */
final class ConditionData {
    private static final int CLIENTS = 200;
    private static final int CLASSES = 120;
    private static final int CONFUSION_CLASSES = 60;
    private static final int CONFUSED_PAIRS = 15;

    private final ConditionResult condition;

    ConditionData(ConditionResult condition) {
        this.condition = condition;
    }

    ObjectNode json() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("name", condition.name()).put("samples", condition.samples());
        JsonFields.put(node, "accuracy", condition.accuracy());
        JsonFields.put(node, "macroF1", condition.macroF1());
        node.put("leftOut", condition.leftOut()).put("multiLabel", condition.multiLabel());
        JsonFields.put(node, "microF1", condition.microF1());
        JsonFields.put(node, "auroc", condition.auroc());
        JsonFields.put(node, "averagePrecision", condition.averagePrecision());
        ArrayNode parts = node.putArray("parts");
        for (ConditionResult.PatternScore part : condition.parts()) {
            ObjectNode entry = parts.addObject().put("present", part.present()).put("samples", part.samples());
            JsonFields.put(entry, "accuracy", part.accuracy());
            JsonFields.put(entry, "macroF1", part.macroF1());
        }
        JsonFields.put(node, "clientMean", condition.clientMean());
        JsonFields.put(node, "clientStd", condition.clientStd());
        node.set("clients", clients());
        node.set("classes", classes());
        node.set("confusion", confusion());
        node.set("confused", confusedPairs());
        return node;
    }

    /** Clients by falling local accuracy; of very many, evenly spaced ones. */
    private ObjectNode clients() {
        List<ClientScore> sorted = new ArrayList<>(condition.clients());
        sorted.sort(Comparator.comparingDouble(ClientScore::local).reversed().thenComparing(ClientScore::client));
        List<ClientScore> shown = EvenPick.of(sorted, CLIENTS);
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("total", sorted.size());
        ArrayNode names = node.putArray("names");
        ArrayNode local = node.putArray("local");
        ArrayNode whole = node.putArray("accuracy");
        ArrayNode macroF1 = node.putArray("macroF1");
        ArrayNode averagePrecision = node.putArray("averagePrecision");
        for (ClientScore score : shown) {
            names.add(score.client());
            JsonFields.add(local, score.local());
            JsonFields.add(whole, score.accuracy());
            JsonFields.add(macroF1, score.macroF1());
            JsonFields.add(averagePrecision, score.averagePrecision());
        }
        Quantiles quantiles = new Quantiles(sorted.stream().mapToDouble(ClientScore::local));
        ArrayNode box = node.putArray("quantiles");
        for (double share : new double[] {0, 0.05, 0.25, 0.5, 0.75, 0.95, 1}) {
            JsonFields.add(box, quantiles.at(share));
        }
        return node;
    }

    /** Classes by falling accuracy; of very many, evenly spaced ones. */
    private ObjectNode classes() {
        List<ClassScore> sorted = new ArrayList<>(condition.perClass());
        sorted.sort(Comparator.comparingDouble(
                        (ClassScore score) -> Double.isFinite(score.accuracy()) ? score.accuracy() : -1)
                .reversed());
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("total", sorted.size());
        ArrayNode names = node.putArray("names");
        ArrayNode accuracy = node.putArray("accuracy");
        ArrayNode samples = node.putArray("samples");
        for (ClassScore score : EvenPick.of(sorted, CLASSES)) {
            names.add(score.name());
            JsonFields.add(accuracy, score.accuracy());
            samples.add(score.samples());
        }
        return node;
    }

    /** The confusion table; of very many classes, the part with the most errors. */
    private ObjectNode confusion() {
        List<List<Long>> counts = condition.confusion();
        List<Integer> shown = IntStream.range(0, counts.size())
                .boxed()
                .sorted(Comparator.comparingLong(this::errors).reversed())
                .limit(CONFUSION_CLASSES)
                .sorted()
                .toList();
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("total", counts.size());
        ArrayNode names = node.putArray("names");
        ArrayNode rows = node.putArray("counts");
        ArrayNode totals = node.putArray("rowTotals");
        for (int truth : shown) {
            names.add(className(truth));
            totals.add(samples(truth));
            ArrayNode row = rows.addArray();
            shown.forEach(predicted -> row.add(counts.get(truth).get(predicted)));
        }
        return node;
    }

    private ArrayNode confusedPairs() {
        record Pair(int truth, int predicted, long count) {}
        List<Pair> pairs = new ArrayList<>();
        for (int t = 0; t < condition.confusion().size(); t++) {
            List<Long> row = condition.confusion().get(t);
            for (int p = 0; p < row.size(); p++) {
                if (p != t && row.get(p) > 0) {
                    pairs.add(new Pair(t, p, row.get(p)));
                }
            }
        }
        pairs.sort(Comparator.comparingLong(Pair::count).reversed());
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (Pair pair : pairs.subList(0, Math.min(CONFUSED_PAIRS, pairs.size()))) {
            array.addArray()
                    .add(className(pair.truth()))
                    .add(className(pair.predicted()))
                    .add(pair.count())
                    .add(samples(pair.truth()));
        }
        return array;
    }

    private String className(int index) {
        return index < condition.perClass().size()
                ? condition.perClass().get(index).name()
                : "class " + index;
    }

    private long samples(int truth) {
        return condition.confusion().get(truth).stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    private long errors(int truth) {
        return samples(truth) - condition.confusion().get(truth).get(truth);
    }
}

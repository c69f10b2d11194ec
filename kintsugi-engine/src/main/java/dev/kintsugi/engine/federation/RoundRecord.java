package dev.kintsugi.engine.federation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kintsugi.core.error.ClientFailedException;
import dev.kintsugi.core.federation.RoundRunner;
import dev.kintsugi.core.metric.ConditionMetrics;
import dev.kintsugi.core.metric.Confusion;
import dev.kintsugi.core.metric.Spread;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The JSON forms of a round and of an evaluation. */
public final class RoundRecord {
    private RoundRecord() {}

    /**
     * Returns the line of {@code rounds.jsonl}; {@code loss} is left out when nobody trained, {@code measured} when
     * nobody measured more than that.
     */
    static ObjectNode round(
            int round,
            List<String> cohort,
            RoundRunner.@Nullable Result result,
            double loss,
            @Nullable Evaluation evaluation) {
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        line.put("round", round);
        if (result != null) {
            ArrayNode ids = line.putArray("cohort");
            cohort.forEach(ids::add);
            if (Double.isFinite(loss)) {
                line.put("loss", loss);
            }
            line.put("bytesDown", result.bytesDown());
            line.put("bytesUp", result.bytesUp());
            if (result.bytesUp() > 0) {
                ObjectNode parts = line.putObject("bytesUpParts");
                UploadParts.of(result.updates()).forEach(parts::put);
            }
            putMeasured(line, MeasuredMeans.of(result.updates()));
            ArrayNode failed = line.putArray("failed");
            for (ClientFailedException failure : result.failures()) {
                failed.addObject()
                        .put("client", failure.client())
                        .put("stage", failure.stage())
                        .put("reason", failure.getMessage());
            }
        }
        if (evaluation != null) {
            line.set("evaluation", summary(evaluation));
        }
        return line;
    }

    private static void putMeasured(ObjectNode line, Map<String, Map<String, Double>> groups) {
        if (!groups.isEmpty()) {
            ObjectNode measured = line.putObject("measured");
            groups.forEach((group, means) -> means.forEach(measured.putObject(group)::put));
        }
    }

    /** Returns the numbers of an evaluation that fit one line. */
    static ObjectNode summary(Evaluation evaluation) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        put(node, "accuracy", evaluation.accuracy());
        put(node, "macroF1", evaluation.macroF1());
        put(node, "clientMean", evaluation.localSpread().mean());
        evaluation.kinds().ifPresent(kinds -> KindRecord.putRound(node, kinds));
        return node;
    }

    /** Returns all numbers of a condition, as in {@code result.json}; a number that is not there is null. */
    public static ObjectNode full(ConditionEvaluation condition, List<String> classNames) {
        Evaluation evaluation = condition.evaluation();
        ConditionMetrics metrics = condition.metrics();
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("samples", evaluation.counts().rows());
        node.put("leftOut", condition.leftOut());
        node.put("multiLabel", condition.multiLabel());
        put(node, "accuracy", evaluation.accuracy());
        put(node, "macroF1", evaluation.macroF1());
        put(node, "microF1", evaluation.counts().microF1());
        put(node, "auroc", metrics.auroc());
        node.put("aurocClasses", metrics.aurocClasses());
        put(node, "averagePrecision", metrics.averagePrecision());
        node.put("averagePrecisionClasses", metrics.averagePrecisionClasses());
        ArrayNode perClass = node.putArray("perClass");
        for (int c = 0; c < metrics.classes().size(); c++) {
            ConditionMetrics.ClassMetrics numbers = metrics.classes().get(c);
            int label = c;
            ObjectNode entry = perClass.addObject()
                    .put("class", classNames.get(c))
                    .put("samples", evaluation.counts().positives(c));
            put(
                    entry,
                    "accuracy",
                    evaluation.confusion().map(table -> table.accuracy(label)).orElse(Double.NaN));
            put(entry, "f1", evaluation.counts().f1(c));
            put(entry, "auroc", numbers.auroc());
            put(entry, "averagePrecision", numbers.averagePrecision());
        }
        ArrayNode parts = node.putArray("patterns");
        for (ConditionEvaluation.Part part : condition.parts()) {
            ObjectNode entry = parts.addObject().put("present", part.present()).put("samples", part.rows());
            put(entry, "accuracy", part.accuracy());
            put(entry, "macroF1", part.macroF1());
            put(entry, "microF1", part.microF1());
            put(entry, "auroc", part.auroc());
            put(entry, "averagePrecision", part.averagePrecision());
        }
        ArrayNode clients = node.putArray("clients");
        for (int k = 0; k < evaluation.clients().size(); k++) {
            Evaluation.ClientScore score = evaluation.clients().get(k);
            ConditionMetrics own = condition.clients().get(k);
            ObjectNode entry = clients.addObject().put("client", score.client()).put("samples", own.rows());
            put(entry, "accuracy", score.accuracy());
            put(entry, "localAccuracy", score.localAccuracy());
            put(entry, "macroF1", own.macroF1());
            put(entry, "microF1", own.microF1());
            put(entry, "auroc", own.auroc());
            put(entry, "averagePrecision", own.averagePrecision());
        }
        Spread spread = evaluation.localSpread();
        put(node, "clientMean", spread.mean());
        put(node, "clientStd", spread.deviation());
        evaluation.confusion().ifPresent(table -> confusion(table, node.putArray("confusion")));
        return node;
    }

    private static void confusion(Confusion table, ArrayNode rows) {
        for (int t = 0; t < table.classes(); t++) {
            ArrayNode row = rows.addArray();
            for (int p = 0; p < table.classes(); p++) {
                row.add(table.count(t, p));
            }
        }
    }

    /** JSON has no NaN: a number that is not there is null. */
    static void put(ObjectNode node, String name, double value) {
        if (Double.isFinite(value)) {
            node.put(name, value);
        } else {
            node.putNull(name);
        }
    }
}

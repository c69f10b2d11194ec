package dev.kintsugi.engine.federation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kintsugi.core.error.ClientFailedException;
import dev.kintsugi.core.federation.RoundRunner;
import dev.kintsugi.core.metric.Confusion;
import dev.kintsugi.core.metric.Spread;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The JSON forms of a round and of an evaluation. */
public final class RoundRecord {
    private RoundRecord() {}

    /** Returns the line of {@code rounds.jsonl}; {@code loss} is left out when nobody trained. */
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

    /** Returns the numbers of an evaluation that fit one line. */
    static ObjectNode summary(Evaluation evaluation) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        put(node, "accuracy", evaluation.confusion().accuracy());
        put(node, "macroF1", evaluation.confusion().macroF1());
        put(node, "clientMean", evaluation.localSpread().mean());
        return node;
    }

    /** Returns all numbers of an evaluation, as in {@code result.json}; a number that is not there is null. */
    public static ObjectNode full(Evaluation evaluation, List<String> classNames) {
        Confusion confusion = evaluation.confusion();
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("samples", confusion.samples());
        put(node, "accuracy", confusion.accuracy());
        put(node, "macroF1", confusion.macroF1());
        ArrayNode perClass = node.putArray("perClass");
        for (int c = 0; c < confusion.classes(); c++) {
            ObjectNode entry =
                    perClass.addObject().put("class", classNames.get(c)).put("samples", confusion.samples(c));
            put(entry, "accuracy", confusion.accuracy(c));
        }
        ArrayNode clients = node.putArray("clients");
        for (Evaluation.ClientScore score : evaluation.clients()) {
            ObjectNode entry = clients.addObject().put("client", score.client());
            put(entry, "accuracy", score.accuracy());
            put(entry, "localAccuracy", score.localAccuracy());
        }
        Spread spread = evaluation.localSpread();
        put(node, "clientMean", spread.mean());
        put(node, "clientStd", spread.deviation());
        ArrayNode rows = node.putArray("confusion");
        for (int t = 0; t < confusion.classes(); t++) {
            ArrayNode row = rows.addArray();
            for (int p = 0; p < confusion.classes(); p++) {
                row.add(confusion.count(t, p));
            }
        }
        return node;
    }

    /** JSON has no NaN: a number that is not there is null. */
    private static void put(ObjectNode node, String name, double value) {
        if (Double.isFinite(value)) {
            node.put(name, value);
        } else {
            node.putNull(name);
        }
    }
}

package dev.kintsugi.engine.experiment;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kintsugi.core.data.ClientData;
import dev.kintsugi.core.data.ExampleTable;
import dev.kintsugi.core.data.PresenceTable;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.engine.missing.MissingData;
import dev.kintsugi.engine.run.RunLog;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Writes which row has what into the run folder: {@code presence-train.jsonl} and {@code presence-test.jsonl}, the
 * latter of the main condition. Both can be given back to an experiment as a pattern of kind {@code list}. A file whose
 * rows all have everything is not written.
 */
final class PresenceRecord {
    private PresenceRecord() {}

    static void write(MissingData missing, ExampleTable train, ExampleTable test, RunLog log) {
        List<ObjectNode> lines = new ArrayList<>();
        boolean telling = false;
        for (ClientData client : missing.clients()) {
            for (int row : client.rows()) {
                ObjectNode line = line(train.ids().get(row), missing.train().presence(), row)
                        .put("client", client.client());
                int[] labels = missing.train().targets().labels(row);
                boolean wrong = !Arrays.equals(labels, train.targets().labels(row));
                if (wrong) {
                    ArrayNode names = line.putArray("wrongLabels");
                    Arrays.stream(labels)
                            .forEach(label ->
                                    names.add(train.targets().classNames().get(label)));
                }
                lines.add(line);
                telling |= wrong || lacks(missing.train().presence(), row);
            }
        }
        if (telling) {
            log.writeLines("presence-train.jsonl", lines);
        }
        PresenceTable tested = missing.conditions().get(0).presence();
        if (IntStream.range(0, tested.rows()).anyMatch(row -> lacks(tested, row))) {
            log.writeLines(
                    "presence-test.jsonl",
                    IntStream.range(0, tested.rows())
                            .mapToObj(row -> line(test.ids().get(row), tested, row))
                            .toList());
        }
    }

    private static boolean lacks(PresenceTable presence, int row) {
        return Long.bitCount(presence.mask(row)) < presence.modalities().size();
    }

    private static ObjectNode line(String id, PresenceTable presence, int row) {
        ObjectNode line = JsonNodeFactory.instance.objectNode().put("id", id);
        ArrayNode present = line.putArray("present");
        for (Modality modality : presence.modalities()) {
            if (presence.has(row, modality)) {
                present.add(modality.name());
            }
        }
        return line;
    }
}

package dev.kintsugi.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One client's data.
 *
 * @param rows number of training rows
 * @param classCounts rows per class, in the order of the labels
 * @param presence rows that have a modality, by modality
 */
record ClientLine(String client, long rows, List<Long> classCounts, Map<String, Long> presence) {
    ClientLine {
        classCounts = List.copyOf(classCounts);
    }

    static ClientLine of(JsonNode line) {
        List<Long> counts = new ArrayList<>();
        line.path("classes").forEach(count -> counts.add(count.asLong()));
        Map<String, Long> presence = new LinkedHashMap<>();
        line.path("presence")
                .fields()
                .forEachRemaining(
                        entry -> presence.put(entry.getKey(), entry.getValue().asLong()));
        return new ClientLine(line.path("client").asText(), line.path("rows").asLong(), counts, presence);
    }

    /** Returns the share of rows that have a modality, in [0, 1]; 1 when the folder does not say. */
    double presenceShare(String modality) {
        Long rowsWithIt = presence.get(modality);
        return rowsWithIt == null || rows == 0 ? 1 : rowsWithIt / (double) rows;
    }
}

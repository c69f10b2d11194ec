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
 * @param patterns rows by what they have, such as {@code image+text}; empty when the folder does not say
 */
record ClientLine(
        String client, long rows, List<Long> classCounts, Map<String, Long> presence, Map<String, Long> patterns) {
    ClientLine {
        classCounts = List.copyOf(classCounts);
    }

    static ClientLine of(JsonNode line) {
        List<Long> counts = new ArrayList<>();
        line.path("classes").forEach(count -> counts.add(count.asLong()));
        return new ClientLine(
                line.path("client").asText(),
                line.path("rows").asLong(),
                counts,
                byName(line.path("presence")),
                byName(line.path("patterns")));
    }

    private static Map<String, Long> byName(JsonNode object) {
        Map<String, Long> counts = new LinkedHashMap<>();
        object.fields()
                .forEachRemaining(
                        entry -> counts.put(entry.getKey(), entry.getValue().asLong()));
        return counts;
    }

    /** Returns the share of rows that have a modality, in [0, 1]; 1 when the folder does not say. */
    double presenceShare(String modality) {
        Long rowsWithIt = presence.get(modality);
        return rowsWithIt == null || rows == 0 ? 1 : rowsWithIt / (double) rows;
    }

    /** Returns the share of rows that have just what a pattern names, in [0, 1]; 0 for a client without rows. */
    double patternShare(String pattern) {
        Long rowsOfIt = patterns.get(pattern);
        return rowsOfIt == null || rows == 0 ? 0 : rowsOfIt / (double) rows;
    }
}

package dev.kintsugi.cli.report;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What one round cost. A number that the round does not have is NaN.
 *
 * @param residentBytes memory of the process at the end of the round
 */
record TimingLine(
        int round, double trainSeconds, double aggregateSeconds, double evaluateSeconds, double residentBytes) {
    static TimingLine of(JsonNode line) {
        return new TimingLine(
                line.path("round").asInt(),
                JsonFields.number(line.path("trainSeconds")),
                JsonFields.number(line.path("aggregateSeconds")),
                JsonFields.number(line.path("evaluateSeconds")),
                JsonFields.number(line.path("residentBytes")));
    }
}

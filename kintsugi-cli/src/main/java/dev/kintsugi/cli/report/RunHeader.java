package dev.kintsugi.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * What {@code run.json} says about a run.
 *
 * @param method the method's card and options, as they stand in the file
 * @param settings the resolved experiment, as it stands in the file
 * @param versions of Kintsugi, Java and what else takes part, as they stand in the file
 * @param parameters names, shapes and scopes of what is trained, as they stand in the file
 * @param started ISO time, or empty
 */
record RunHeader(
        String name,
        long seed,
        JsonNode method,
        JsonNode settings,
        JsonNode versions,
        Backbone backbone,
        DataSet data,
        JsonNode parameters,
        String started) {
    /**
     * The frozen model.
     *
     * @param hash of its weights, or empty
     */
    record Backbone(String name, String hash) {}

    /**
     * The data.
     *
     * @param hash of their content, or empty
     * @param classes names in the order of the labels
     * @param skippedRows rows that the backbone or the method cannot use
     * @param repairs counts of what was left out or repaired in samples, by name
     */
    record DataSet(
            String name,
            String hash,
            List<String> classes,
            long trainRows,
            long testRows,
            long skippedRows,
            JsonNode repairs,
            List<String> modalities) {
        DataSet {
            classes = List.copyOf(classes);
            modalities = List.copyOf(modalities);
        }
    }

    static RunHeader of(JsonNode run) {
        JsonNode backbone = run.path("backbone");
        JsonNode data = run.path("data");
        return new RunHeader(
                run.path("name").asText("run"),
                run.path("seed").asLong(),
                run.path("method"),
                run.path("settings"),
                run.path("versions"),
                new Backbone(
                        backbone.path("name").asText(""), backbone.path("hash").asText("")),
                new DataSet(
                        data.path("name").asText(""),
                        data.path("hash").asText(""),
                        JsonFields.texts(data.path("classes")),
                        data.path("trainRows").asLong(),
                        data.path("testRows").asLong(),
                        data.path("skippedRows").asLong(),
                        data.path("repairs"),
                        JsonFields.texts(data.path("modalities"))),
                run.path("parameters"),
                run.path("started").asText(""));
    }

    /** Returns what the experiment calls the method: its id, if it gives it no other name. */
    String methodName() {
        return method.path("name").asText(method.path("id").asText());
    }

    /** Returns what the method does in one line, or its name when the card has no title. */
    String methodTitle() {
        String title = method.path("title").asText("");
        return title.isEmpty() ? methodName() : title;
    }

    /** Returns the number of rounds that were asked for, or 0 when the settings do not say. */
    int plannedRounds() {
        return settings.path("federation").path("rounds").asInt();
    }
}

package dev.kintsugi.engine.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.error.StorageException;
import dev.kintsugi.engine.missing.MissingData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes sure that a run is resumed on what it began with. */
final class ResumeGuard {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ResumeGuard() {}

    /**
     * Compares what stands in {@code run.json} with the data, their holes, the backbone and the method's options at
     * hand: a default may have changed since. Without the file there is nothing to compare.
     *
     * @param options of the method, as {@code run.json} has them
     * @throws ConfigException if they differ
     */
    static void check(Path runFile, OpenedData data, MissingData missing, JsonNode options) {
        if (!Files.exists(runFile)) {
            return;
        }
        JsonNode run;
        try {
            run = JSON.readTree(runFile.toFile());
        } catch (IOException e) {
            throw new StorageException(runFile + ": cannot be read: " + e.getMessage(), e);
        }
        compare(
                runFile,
                "backbone",
                run.path("backbone").path("hash").asText(),
                data.backbone().hash());
        compare(
                runFile,
                "data",
                run.path("data").path("hash").asText(),
                data.source().contentHash());
        compare(runFile, "holes and labels", run.path("missing").path("hash").asText(), missing.fingerprint());
        JsonNode before = run.path("method").path("options");
        compare(
                runFile,
                "the options",
                before.toString(),
                known(options, before).toString());
    }

    /**
     * Returns the options that {@code before} has, in its order. One that it lacks came with a later version, whose
     * default does what was done before there was a choice; such a run goes on.
     */
    private static JsonNode known(JsonNode options, JsonNode before) {
        if (!options.isObject() || !before.isObject()) {
            return options;
        }
        ObjectNode kept = JSON.createObjectNode();
        before.fieldNames().forEachRemaining(name -> {
            if (options.has(name)) {
                kept.set(name, known(options.path(name), before.path(name)));
            }
        });
        return kept;
    }

    private static void compare(Path runFile, String subject, String before, String now) {
        if (!before.equals(now)) {
            throw new ConfigException(runFile + ": the run began with " + subject + " " + before + ", but now it is "
                    + now + "; a run goes on only with what it began with");
        }
    }
}

package dev.kintsugi.engine.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
        compare(runFile, "the options", run.path("method").path("options").toString(), options.toString());
    }

    private static void compare(Path runFile, String subject, String before, String now) {
        if (!before.equals(now)) {
            throw new ConfigException(runFile + ": the run began with " + subject + " " + before + ", but now it is "
                    + now + "; a run goes on only with what it began with");
        }
    }
}

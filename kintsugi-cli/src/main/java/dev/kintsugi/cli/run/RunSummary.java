package dev.kintsugi.cli.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kintsugi.core.error.StorageException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Prints what an experiment gave. */
final class RunSummary {
    private final PrintWriter out;

    RunSummary(PrintWriter out) {
        this.out = out;
    }

    void print(Path root, List<Path> runs) {
        for (Path run : runs) {
            try {
                JsonNode result =
                        new ObjectMapper().readTree(run.resolve("result.json").toFile());
                JsonNode test = result.path("conditions").path("test");
                out.printf(
                        Locale.ROOT,
                        "%-40s accuracy %.4f client mean %.4f seconds %.1f%n",
                        root.relativize(run),
                        test.path("accuracy").asDouble(),
                        test.path("clientMean").asDouble(),
                        result.path("seconds").asDouble());
            } catch (IOException e) {
                throw new StorageException(run + ": its result cannot be read: " + e.getMessage(), e);
            }
        }
        out.flush();
    }
}

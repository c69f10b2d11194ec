package dev.kintsugi.cli.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kintsugi.core.error.StorageException;
import dev.kintsugi.engine.checkpoint.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The page of several runs, {@code index.html}, and their numbers, {@code summary.json}. */
public final class ComparePage {
    private static final String PAGE = "index.html";
    private static final String SUMMARY = "summary.json";

    private ComparePage() {}

    /**
     * Compares the runs below a folder, writes {@code index.html} and {@code summary.json} into it and returns the path
     * of the page.
     *
     * @throws StorageException if the folder has no run, or cannot be read or written
     * @throws dev.kintsugi.core.error.DataException if a file of a run is not what it should be
     */
    public static Path write(Path folder) {
        return write(Comparison.of(List.of(folder)), folder);
    }

    /** Writes the files of a comparison into a folder, which is made if need be, and returns the path of the page. */
    public static Path write(Comparison comparison, Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new StorageException(folder + ": cannot be created: " + e.getMessage(), e);
        }
        ComparisonReport report = new ComparisonReport(comparison);
        ObjectNode data = report.json(folder);
        String summary = data.path("summary").toPrettyString() + "\n";
        AtomicFile.write(folder.resolve(SUMMARY), summary.getBytes(StandardCharsets.UTF_8));
        Path page = folder.resolve(PAGE);
        PageTemplate.write(page, report.title(), report.verdict(), "compare.js", data);
        return page;
    }
}

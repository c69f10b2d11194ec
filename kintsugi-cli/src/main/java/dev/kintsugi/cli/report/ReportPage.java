package dev.kintsugi.cli.report;

import java.nio.file.Path;

/** The page of one run: {@code report.html}, made from the run folder alone. */
public final class ReportPage {
    private static final String FILE = "report.html";

    private ReportPage() {}

    /**
     * Writes {@code report.html} into a run folder and returns its path; the run may still be going on.
     *
     * @throws dev.kintsugi.core.error.StorageException if it is no run folder, or cannot be read or written
     * @throws dev.kintsugi.core.error.DataException if one of its files is not what it should be
     */
    public static Path write(Path runFolder) {
        return write(runFolder, runFolder.resolve(FILE));
    }

    /** Writes the page of a run folder to another file and returns its path. */
    public static Path write(Path runFolder, Path file) {
        RunReport report = new RunReport(RunFolder.read(runFolder));
        PageTemplate.write(file, report.title(), report.verdict(), "run.js", report.json());
        return file;
    }
}

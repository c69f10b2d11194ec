package dev.kintsugi.cli.run;

import dev.kintsugi.cli.report.CompareFormat;
import dev.kintsugi.cli.report.ComparePage;
import dev.kintsugi.cli.report.Comparison;
import dev.kintsugi.cli.report.ReportPage;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;

/** Makes the pages of an experiment and says where they are. */
final class RunSummary {
    private final PrintWriter out;

    RunSummary(PrintWriter out) {
        this.out = out;
    }

    /** Writes the report of one run. */
    static void report(Path run) {
        ReportPage.write(run);
    }

    /** Writes the comparison of all runs, prints its table, and names the page to open. */
    void print(Path root, List<Path> runs) {
        Comparison comparison = Comparison.of(List.of(root));
        Path page = ComparePage.write(comparison, root);
        out.print(CompareFormat.TABLE.print(comparison, root));
        out.println();
        out.println("report: " + (runs.size() == 1 ? runs.get(0).resolve("report.html") : page));
        out.flush();
    }
}

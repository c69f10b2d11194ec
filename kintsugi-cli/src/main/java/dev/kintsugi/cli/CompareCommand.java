package dev.kintsugi.cli;

import dev.kintsugi.cli.report.CompareFormat;
import dev.kintsugi.cli.report.ComparePage;
import dev.kintsugi.cli.report.Comparison;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Compares runs: mean ± std over seeds, as a table and a page. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        description = "Compares runs, mean ± std over seeds: prints a table and writes index.html and summary.json.",
        footer = {
            "",
            "The page goes into DIR when there is one, else into the folder of --out; without --out there is only the"
                    + " table.",
            "Differences are taken to the first method: the experiment's own when there is one DIR, else that of the"
                    + " first DIR."
        })
public final class CompareCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "DIR", description = "Run folders, or folders with run folders below.")
    private List<Path> folders = List.of();

    @Option(names = "--out", paramLabel = "DIR", description = "Folder of the page; made if need be.")
    private Optional<Path> out = Optional.empty();

    @Option(
            names = "--format",
            defaultValue = "table",
            description = "What is printed: table, json, csv or markdown; default: ${DEFAULT-VALUE}")
    private CompareFormat format = CompareFormat.TABLE;

    @Override
    public Integer call() {
        Comparison comparison = Comparison.of(folders);
        Optional<Path> target = out.or(() -> folders.size() == 1 ? Optional.of(folders.get(0)) : Optional.empty());
        PrintWriter err = spec.commandLine().getErr();
        comparison.warnings().forEach(warning -> err.println("warning: " + warning));
        PrintWriter printed = spec.commandLine().getOut();
        printed.print(format.print(comparison, target.orElse(Path.of(""))));
        printed.flush();
        // The path goes beside the table, not into it: the output of --format json is one document.
        target.ifPresent(folder -> err.println("page: " + ComparePage.write(comparison, folder)));
        err.flush();
        return 0;
    }
}

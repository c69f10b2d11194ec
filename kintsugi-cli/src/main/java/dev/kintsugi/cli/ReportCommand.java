package dev.kintsugi.cli;

import dev.kintsugi.cli.report.ReportPage;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes the page of a run out of its folder. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        description = "Writes report.html into run folders, out of what they hold; a run may still be going on.")
public final class ReportCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "DIR", description = "Folder of one run, such as runs/NAME/METHOD/seed-1.")
    private List<Path> folders = List.of();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        for (Path folder : folders) {
            out.println(ReportPage.write(folder));
        }
        out.flush();
        return 0;
    }
}

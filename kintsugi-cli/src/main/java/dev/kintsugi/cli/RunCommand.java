package dev.kintsugi.cli;

import dev.kintsugi.cli.run.ExperimentRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs an experiment, or goes on with one. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "Runs an experiment with its controls and seeds, and makes a report; or goes on with one.",
        footer = {
            "",
            "Ctrl-C stops after the round that is under way, with a checkpoint; --resume goes on from there,",
            "also after a crash, and gives the same bits as a run that was never stopped."
        })
public final class RunCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "FILE.yaml", description = "The experiment; see docs/reference.")
    private @Nullable Path file;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Replaces a setting, such as federation.rounds=5; may be given several times.")
    private List<String> settings = new ArrayList<>();

    @Option(names = "--seeds", split = ",", paramLabel = "N,N", description = "Runs these seeds instead of the file's.")
    private List<Long> seeds = new ArrayList<>();

    @Option(names = "--resume", paramLabel = "DIR", description = "Goes on with the experiment in this folder.")
    private @Nullable Path resume;

    @Option(names = "--out", paramLabel = "DIR", description = "Folder of the results; default: runs/NAME-TIME.")
    private @Nullable Path out;

    @Override
    public Integer call() {
        ExperimentRun run = new ExperimentRun(
                spec.commandLine().getOut(), spec.commandLine().getErr());
        if (resume != null) {
            if (file != null || !settings.isEmpty() || !seeds.isEmpty() || out != null) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--resume takes its settings from the folder; give no file, --set, --seeds or --out with it");
            }
            return run.resume(resume).code();
        }
        if (file != null) {
            return run.start(file, settings, seeds, out).code();
        }
        throw new ParameterException(spec.commandLine(), "give an experiment file, or --resume DIR");
    }
}

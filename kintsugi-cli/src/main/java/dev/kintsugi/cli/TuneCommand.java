package dev.kintsugi.cli;

import dev.kintsugi.cli.output.OutputFormat;
import dev.kintsugi.cli.tune.TuneRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Searches settings per method on the validation rows, or goes on with a search. */
@Command(
        name = "tune",
        mixinStandardHelpOptions = true,
        description = "Searches settings for each method of an experiment on its validation rows, with one budget for"
                + " all; or goes on with a search.",
        footer = {
            "",
            "The section 'tune' of the file says what is searched. Writes every value (trials.jsonl, tuned.md) and",
            "tuned.yaml, an experiment with the choices. Ctrl-C stops after the round that is under way; finished",
            "trials are kept."
        })
public final class TuneCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "FILE.yaml", description = "The experiment, with a section 'tune'.")
    private @Nullable Path file;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Replaces a setting, such as tune.trials=5; may be given several times.")
    private List<String> settings = new ArrayList<>();

    @Option(names = "--resume", paramLabel = "DIR", description = "Goes on with the search in this folder.")
    private @Nullable Path resume;

    @Option(names = "--out", paramLabel = "DIR", description = "Folder of the results; default: tune/NAME-TIME.")
    private @Nullable Path out;

    @Option(names = "--format", defaultValue = "table", description = "table or json; default: ${DEFAULT-VALUE}")
    private OutputFormat format = OutputFormat.TABLE;

    @Override
    public Integer call() {
        TuneRun run =
                new TuneRun(spec.commandLine().getOut(), spec.commandLine().getErr(), format);
        if (resume != null) {
            if (file != null || !settings.isEmpty() || out != null) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--resume takes its settings from the folder; give no file, --set or --out with it");
            }
            return run.resume(resume).code();
        }
        if (file != null) {
            return run.start(file, settings, Optional.ofNullable(out)).code();
        }
        throw new ParameterException(spec.commandLine(), "give an experiment file, or --resume DIR");
    }
}

package dev.kintsugi.cli.tune;

import dev.kintsugi.cli.output.OutputFormat;
import dev.kintsugi.cli.run.Backbones;
import dev.kintsugi.cli.run.Interruption;
import dev.kintsugi.cli.setting.YamlSettings;
import dev.kintsugi.core.error.ExitCode;
import dev.kintsugi.core.error.InterruptedRunException;
import dev.kintsugi.core.option.Binder;
import dev.kintsugi.engine.experiment.Experiment;
import dev.kintsugi.engine.federation.StopSignal;
import dev.kintsugi.engine.tune.TuneFolder;
import dev.kintsugi.engine.tune.TuneOutcome;
import dev.kintsugi.engine.tune.TunePlan;
import dev.kintsugi.engine.tune.TuneSession;
import dev.kintsugi.methods.catalogue.MethodCatalogue;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;

/** What the command {@code tune} does, apart from its arguments. */
public final class TuneRun {
    private final PrintWriter out;
    private final PrintWriter err;
    private final OutputFormat format;
    private final MethodCatalogue catalogue = MethodCatalogue.load();

    /** Creates it over the writers of the command. */
    public TuneRun(PrintWriter out, PrintWriter err, OutputFormat format) {
        this.out = out;
        this.err = err;
        this.format = format;
    }

    /**
     * Searches what an experiment file says.
     *
     * @param settings {@code key=value} laid over the file
     * @param target folder of the results; empty for {@code tune/NAME-TIME}
     * @return {@code OK}, or {@code INTERRUPTED} if the user stopped it
     */
    public ExitCode start(Path file, List<String> settings, Optional<Path> target) {
        Experiment experiment = Binder.bind(YamlSettings.override(YamlSettings.read(file), settings), Experiment.class);
        TunePlan plan = TunePlan.of(experiment, catalogue::require);
        Path folder = target.orElseGet(() -> Path.of("tune", experiment.name() + "-" + now()));
        try (TuneFolder opened = TuneFolder.create(folder, plan)) {
            return run(opened);
        }
    }

    /** Goes on with the search in a folder; returns as {@link #start} does. */
    public ExitCode resume(Path folder) {
        try (TuneFolder opened = TuneFolder.open(folder, catalogue::require)) {
            return run(opened);
        }
    }

    private static String now() {
        return LocalDateTime.now().format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss"));
    }

    private ExitCode run(TuneFolder folder) {
        StopSignal stop = new StopSignal();
        try (Interruption interruption = new Interruption(stop, err)) {
            TuneOutcome outcome;
            try {
                outcome = new TuneSession(folder, catalogue::require, Backbones.standard(), stop)
                        .run(new TuneProgress(err, folder.plan().options().measure()));
            } catch (InterruptedRunException e) {
                // While the process still waits for this run: once released, a process told to end does so.
                err.println("stopped; go on with: kintsugi tune --resume " + folder.root());
                err.flush();
                return ExitCode.INTERRUPTED;
            }
            TunedFiles.write(outcome, folder.root(), catalogue::require);
            print(outcome, folder.root());
            return ExitCode.OK;
        }
    }

    private void print(TuneOutcome outcome, Path root) {
        if (format == OutputFormat.JSON) {
            out.println(TuneJson.of(outcome, root).toPrettyString());
        } else {
            out.print(TunePage.choices(outcome).text());
            out.println();
            out.println("values: " + root.resolve(TunedFiles.PAGE));
            out.println("run the choices: kintsugi run " + root.resolve(TunedFiles.EXPERIMENT));
        }
        out.flush();
    }
}

package dev.kintsugi.cli.run;

import dev.kintsugi.cli.setting.YamlSettings;
import dev.kintsugi.core.error.ExitCode;
import dev.kintsugi.core.error.InterruptedRunException;
import dev.kintsugi.core.option.Binder;
import dev.kintsugi.core.option.Setting;
import dev.kintsugi.engine.experiment.Experiment;
import dev.kintsugi.engine.experiment.ExperimentFolder;
import dev.kintsugi.engine.experiment.ExperimentSession;
import dev.kintsugi.engine.federation.RoundObserver;
import dev.kintsugi.engine.federation.StopSignal;
import dev.kintsugi.methods.catalogue.MethodCatalogue;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the command {@code run} does, apart from its arguments. */
public final class ExperimentRun {
    private final PrintWriter out;
    private final PrintWriter err;
    private final MethodCatalogue catalogue = MethodCatalogue.load();

    /** Creates it over the writers of the command. */
    public ExperimentRun(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    /**
     * Runs an experiment file.
     *
     * @param settings {@code key=value} laid over the file
     * @param seeds to run; empty for the file's
     * @param target folder of the results; null for {@code runs/NAME-TIME}
     * @return {@code OK}, or {@code INTERRUPTED} if the user stopped it
     */
    public ExitCode start(Path file, List<String> settings, List<Long> seeds, @Nullable Path target) {
        Setting root = YamlSettings.override(YamlSettings.read(file), settings);
        Experiment experiment = Binder.bind(root, Experiment.class);
        ExperimentSession.check(experiment, catalogue::require);
        Path folder = target == null ? Path.of("runs", experiment.name() + "-" + now()) : target;
        List<Long> chosen = seeds.isEmpty()
                ? List.of(experiment.seed())
                : seeds.stream().distinct().toList();
        try (ExperimentFolder opened = ExperimentFolder.create(folder, experiment, chosen)) {
            return run(opened);
        }
    }

    /** Goes on with the experiment in a folder; returns as {@link #start} does. */
    public ExitCode resume(Path folder) {
        try (ExperimentFolder opened = ExperimentFolder.open(folder)) {
            return run(opened);
        }
    }

    /** Says where to go on while the process still waits for this run: once released, a process told to end does so. */
    private List<Path> run(ExperimentSession session, ExperimentSession.Listener listener) {
        try {
            return session.run(listener);
        } catch (InterruptedRunException e) {
            listener.say(String.valueOf(e.getMessage()));
            throw e;
        }
    }

    private static String now() {
        return LocalDateTime.now().format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss"));
    }

    private ExitCode run(ExperimentFolder folder) {
        StopSignal stop = new StopSignal();
        try (Interruption interruption = new Interruption(stop, err)) {
            ExperimentSession session = new ExperimentSession(folder, catalogue::require, Backbones.standard(), stop);
            List<Path> runs = run(session, new ExperimentSession.Listener() {
                @Override
                public void say(String line) {
                    err.println(line);
                    err.flush();
                }

                @Override
                public RoundObserver run(String method, long seed) {
                    return new RoundProgress(err, method + " seed " + seed);
                }
            });
            runs.forEach(RunSummary::report);
            new RunSummary(out).print(folder.root(), runs);
            return ExitCode.OK;
        } catch (InterruptedRunException e) {
            return ExitCode.INTERRUPTED;
        }
    }
}

package dev.kintsugi.engine.experiment;

import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.engine.federation.RoundObserver;
import dev.kintsugi.engine.federation.StopSignal;
import dev.kintsugi.engine.missing.MissingData;
import dev.kintsugi.engine.partition.Allocation;
import dev.kintsugi.engine.partition.Partitions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Runs all methods and seeds of an experiment; what is finished already is kept. */
public final class ExperimentSession {
    private final ExperimentFolder folder;
    private final Function<String, MethodFactory> catalogue;
    private final BackboneOpener backbones;
    private final StopSignal stop;

    /** Is told what is going on. */
    public interface Listener {
        /** Something long begins or ends: a line for people. */
        void say(String line);

        /** Returns the observer of one run. */
        RoundObserver run(String method, long seed);
    }

    /** Creates a session over an open folder. */
    public ExperimentSession(
            ExperimentFolder folder,
            Function<String, MethodFactory> catalogue,
            BackboneOpener backbones,
            StopSignal stop) {
        this.folder = folder;
        this.catalogue = catalogue;
        this.backbones = backbones;
        this.stop = stop;
    }

    /**
     * Checks everything that can be checked without data or models.
     *
     * @throws dev.kintsugi.core.error.ConfigException if a method or one of its options is unknown, or an evaluation is
     *     asked for that cannot be had
     */
    public static void check(Experiment experiment, Function<String, MethodFactory> catalogue) {
        EvaluationPlan.check(experiment, MethodChoice.of(experiment, catalogue));
        ImageViews.check(experiment, MethodChoice.of(experiment, catalogue));
    }

    /** Runs, and returns the run folders in the order of methods and seeds. */
    public List<Path> run(Listener listener) {
        check(folder.experiment(), catalogue);
        try (OpenedData data = open(folder.experiment(), backbones, listener)) {
            return run(data, listener);
        }
    }

    /** Opens data and backbone of an experiment; the caller closes them. */
    public static OpenedData open(Experiment experiment, BackboneOpener backbones, Listener listener) {
        return DataOpening.open(experiment, backbones, listener);
    }

    /**
     * Runs on data that are open already, and returns the run folders in the order of methods and seeds.
     *
     * @param data those of this experiment, or of one that differs only in methods
     */
    public List<Path> run(OpenedData data, Listener listener) {
        Experiment experiment = folder.experiment();
        List<MethodChoice> choices = MethodChoice.of(experiment, catalogue);
        List<Path> runs = new ArrayList<>();
        if (data.novel().isPresent()) {
            choices.stream()
                    .filter(choice -> !EvaluationPlan.canChangeClasses(choice))
                    .forEach(choice -> listener.say(EvaluationPlan.withoutNovel(choice)));
        }
        ExperimentRunner runner = new ExperimentRunner(experiment, data, stop);
        for (long seed : folder.seeds()) {
            Allocation allocation = Partitions.allocate(
                    experiment.partition(), data.train().rows(), data.test().rows(), seed);
            Map<String, int[]> ownTest = new HashMap<>();
            allocation.test().ifPresent(own -> own.forEach(client -> ownTest.put(client.client(), client.rows())));
            MissingData missing = MissingData.of(
                    experiment.missing(), data.train().examples(), data.test().examples(), allocation.train(), seed);
            for (MethodChoice choice : choices) {
                String method = choice.name();
                Path run = folder.runFolder(method, seed);
                runner.run(choice, seed, missing, ownTest, run, listener.run(method, seed));
                runs.add(run);
            }
        }
        return runs;
    }
}

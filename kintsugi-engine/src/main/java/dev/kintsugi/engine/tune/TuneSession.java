package dev.kintsugi.engine.tune;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kintsugi.core.error.ClientFailedException;
import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.error.InterruptedRunException;
import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.engine.experiment.BackboneOpener;
import dev.kintsugi.engine.experiment.Experiment;
import dev.kintsugi.engine.experiment.ExperimentFolder;
import dev.kintsugi.engine.experiment.ExperimentSession;
import dev.kintsugi.engine.experiment.OpenedData;
import dev.kintsugi.engine.federation.StopSignal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Runs all trials of a search on data that are opened once; what is finished already is kept. */
public final class TuneSession {
    private final TuneFolder folder;
    private final Function<String, MethodFactory> catalogue;
    private final BackboneOpener backbones;
    private final StopSignal stop;
    private @Nullable String hashes;

    /** Is told what is going on. */
    public interface Listener extends ExperimentSession.Listener {
        /** A trial is about to run, or its result is there already. */
        void begins(Trial trial, int number, int all);

        /** A trial has ended. */
        void ended(TrialResult result, int number, int all);
    }

    /** Creates a session over an open folder. */
    public TuneSession(
            TuneFolder folder, Function<String, MethodFactory> catalogue, BackboneOpener backbones, StopSignal stop) {
        this.folder = folder;
        this.catalogue = catalogue;
        this.backbones = backbones;
        this.stop = stop;
    }

    /**
     * Runs every trial and returns their results. A trial in which a client fails, for example because its training
     * diverged, has no value; the search goes on.
     *
     * @throws dev.kintsugi.core.error.DataException if the data have no validation rows
     * @throws InterruptedRunException if a stop was asked for
     */
    public TuneOutcome run(Listener listener) {
        List<Trial> trials = folder.plan().trials();
        List<TrialResult> results = new ArrayList<>();
        Experiment first = TunedExperiment.trial(folder.plan(), trials.get(0));
        try (OpenedData data = ExperimentSession.open(first, backbones, listener)) {
            for (Trial trial : trials) {
                if (stop.isRequested()) {
                    throw new InterruptedRunException("stopped after " + results.size() + " of " + trials.size()
                            + " trials; go on with: kintsugi tune --resume " + folder.root());
                }
                listener.begins(trial, results.size() + 1, trials.size());
                TrialResult result = run(trial, data, listener);
                results.add(result);
                folder.record(results);
                listener.ended(result, results.size(), trials.size());
            }
        }
        return new TuneOutcome(folder.plan(), results);
    }

    private TrialResult run(Trial trial, OpenedData data, Listener listener) {
        List<Path> runs;
        try (ExperimentFolder experiment = open(trial)) {
            runs = new ExperimentSession(experiment, catalogue, backbones, stop).run(data, listener);
        } catch (ClientFailedException e) {
            return new TrialResult(trial, List.of(), 0, String.valueOf(e.getMessage()));
        }
        List<Double> values = new ArrayList<>();
        double seconds = 0;
        for (Path run : runs) {
            JsonNode result = TrialMeasure.result(run);
            requireSameInputs(result, run);
            values.add(TrialMeasure.value(result, folder.plan().options()));
            seconds += result.path("seconds").asDouble();
        }
        if (values.stream().anyMatch(value -> !Double.isFinite(value))) {
            return new TrialResult(
                    trial,
                    List.of(),
                    seconds,
                    "the measure '" + folder.plan().options().measure() + "' is not defined on these rows");
        }
        return new TrialResult(trial, values, seconds, null);
    }

    private ExperimentFolder open(Trial trial) {
        Path root = folder.trial(trial);
        return Files.exists(root.resolve("experiment.json"))
                ? ExperimentFolder.open(root)
                : ExperimentFolder.create(
                        root,
                        TunedExperiment.trial(folder.plan(), trial),
                        folder.plan().seeds());
    }

    /** Finished trials are not run again: they must rest on what the others rest on. */
    private void requireSameInputs(JsonNode result, Path run) {
        String found = "data " + result.path("dataHash").asText() + " and backbone "
                + result.path("backboneHash").asText();
        if (hashes != null && !hashes.equals(found)) {
            throw new ConfigException(run + ": was made with " + found + ", but the trials before it with " + hashes
                    + "; begin a new search");
        }
        hashes = found;
    }
}

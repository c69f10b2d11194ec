package dev.kintsugi.engine.experiment;

import dev.kintsugi.core.error.DataException;
import dev.kintsugi.core.option.Settings;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.engine.data.DataSource;
import dev.kintsugi.engine.data.DataSources;
import dev.kintsugi.engine.missing.EmptyRows;
import dev.kintsugi.nn.backbone.FrozenModel;
import dev.kintsugi.nn.input.SampleInputs;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Opens data and backbone of an experiment. */
final class DataOpening {
    private DataOpening() {}

    static OpenedData open(Experiment experiment, BackboneOpener backbones, ExperimentSession.Listener listener) {
        DataSource source = DataSources.open(experiment.data(), experiment.dataSeed());
        requireRows(source, experiment);
        FrozenModel backbone = experiment.backbone().equals(SampleInputs.NAME)
                ? InputOpening.open(source, experiment.inputs().orElse(InputOptions.DEFAULTS))
                : backbones.open(experiment.backbone());
        try {
            listener.say("data " + source.name() + ", backbone " + backbone.name() + " ("
                    + backbone.hash().substring(0, 12) + ")");
            OpenedSplit train = open(source, DataSource.TRAIN, experiment, backbone, listener);
            OpenedSplit test =
                    open(source, experiment.federation().evaluateOn().split(), experiment, backbone, listener);
            Map<String, Integer> repairs = repairs(source, experiment, List.of(train, test));
            repairs.forEach((what, count) -> listener.say("data " + source.name() + ": " + what + " " + count));
            return new OpenedData(
                    source,
                    backbone,
                    train,
                    test,
                    repairs,
                    experiment
                            .evaluation()
                            .filter(EvaluationOptions::novel)
                            .map(asked -> NovelHalf.open(experiment, source, backbone, listener)));
        } catch (RuntimeException e) {
            backbone.close();
            throw e;
        }
    }

    private static void requireRows(DataSource source, Experiment experiment) {
        String split = experiment.federation().evaluateOn().split();
        if (split.equals(DataSource.VALIDATION) && source.split(split).rows() == 0) {
            String keys = Settings.render((Record) experiment.data()).keySet().stream()
                    .filter(key -> key.startsWith(DataSource.VALIDATION))
                    .map(key -> "data." + key)
                    .collect(Collectors.joining(" or "));
            throw new DataException("data " + source.name() + ": there are no validation rows"
                    + (keys.isEmpty() ? "; take data that have some" : "; set aside some with " + keys));
        }
    }

    /**
     * Returns the repairs of the source, and the number of sounds of another rate where the backbone resamples them.
     */
    private static Map<String, Integer> repairs(DataSource source, Experiment experiment, List<OpenedSplit> opened) {
        Map<String, Integer> repairs = new LinkedHashMap<>(source.repairs());
        if (!experiment.backbone().equals(SampleInputs.NAME)) {
            return repairs;
        }
        int rate = experiment.inputs().orElse(InputOptions.DEFAULTS).sampleRate();
        int resampled = 0;
        for (OpenedSplit split : opened) {
            for (int row = 0; row < split.rows().rows(); row++) {
                boolean sound = split.examples().presence().has(row, Modality.AUDIO);
                resampled += sound && split.rows().rate(row, Modality.AUDIO) != rate ? 1 : 0;
            }
        }
        if (resampled > 0) {
            repairs.put(Modality.AUDIO.name() + "Resampled", resampled);
        }
        return repairs;
    }

    private static OpenedSplit open(
            DataSource source,
            String name,
            Experiment experiment,
            FrozenModel backbone,
            ExperimentSession.Listener listener) {
        // Rows without anything are left out below with all rows that the backbone cannot use, and counted there.
        EmptyRows.without(source.split(name).examples(), experiment.missing().emptySamples(), name);
        SelectedRows used = SelectedRows.withAny(source.split(name), backbone.modalities());
        if (used.rows() == 0) {
            throw new DataException("data " + source.name() + ": split '" + name + "' has no row with any of "
                    + backbone.modalities() + "; it has " + source.split(name).rows() + " rows in all");
        }
        return new OpenedSplit(
                name,
                used,
                backbone,
                experiment
                        .augmentation()
                        .filter(any -> name.equals(DataSource.TRAIN))
                        .map(options -> ImageViews.of(options, experiment.dataSeed(), backbone)),
                listener);
    }
}

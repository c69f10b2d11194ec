package dev.kintsugi.cli.data;

import dev.kintsugi.core.option.Option;
import dev.kintsugi.engine.data.DataOptions;
import dev.kintsugi.engine.experiment.Experiment;
import dev.kintsugi.engine.missing.MissingOptions;
import dev.kintsugi.engine.partition.PartitionOptions;

/** The settings of an experiment that decide which client holds which data. */
public record DataShowOptions(
        @Option("seed of the partition") long seed,
        @Option("seed of what is drawn in the data") long dataSeed,
        @Option("where the data come from") DataOptions data,

        @Option("how the training rows are split over clients")
        PartitionOptions partition,

        @Option("which modalities and labels are taken away")
        MissingOptions missing) {
    /** The defaults, those of an experiment. */
    public static final DataShowOptions DEFAULTS = new DataShowOptions(
            Experiment.DEFAULTS.seed(),
            Experiment.DEFAULTS.dataSeed(),
            Experiment.DEFAULTS.data(),
            Experiment.DEFAULTS.partition(),
            Experiment.DEFAULTS.missing());
}

package dev.kintsugi.engine.experiment;

import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.method.LocalTraining;
import dev.kintsugi.core.option.Option;
import dev.kintsugi.core.option.Place;
import dev.kintsugi.core.option.Setting;
import dev.kintsugi.engine.data.DataOptions;
import dev.kintsugi.engine.data.MadeOptions;
import dev.kintsugi.engine.missing.MissingOptions;
import dev.kintsugi.engine.partition.PartitionOptions;
import dev.kintsugi.nn.input.SampleInputs;
import java.util.List;
import java.util.Optional;

/**
 * One experiment file: a method and its controls, on one backbone, one data set and one way to split it over clients.
 */
public record Experiment(
        @Option(value = "short name; the run folder is called after it", required = true)
        String name,

        @Option("seed of partition, initial prompts, cohorts and batches; --seeds runs several")
        long seed,

        @Option("seed of what is drawn in the data: made rows, seeded splits, few-shot choices; the same for all seeds")
        long dataSeed,

        @Option(
                "frozen model: a shipped id, a folder, owner/name[@revision] from the model cache, or pretrain:FILE.yaml;"
                        + " inputs for the samples themselves, where methods train encoders of their own")
        String backbone,

        @Option("how samples become numbers; only with backbone: inputs")
        Optional<InputOptions> inputs,

        @Option("where the data come from") DataOptions data,

        @Option("how the training rows are split over clients")
        PartitionOptions partition,

        @Option("which modalities and labels are taken away")
        MissingOptions missing,

        @Option("random parts of the training images to train on in place of the images; without it none")
        Optional<AugmentationOptions> augmentation,

        @Option("how the federation goes on") FederationOptions federation,

        @Option("which accuracies are given beside those that every run has, such as on novel classes")
        Optional<EvaluationOptions> evaluation,

        @Option("how a client trains in one round; the same for the method and its controls")
        LocalTraining training,

        @Option(
                value = "method: its id, or id with options (kintsugi methods lists them) and, under as, another name",
                required = true)
        Setting method,

        @Option("methods run beside it at the same budget; they take over the method's options that they"
                + " know and do not set, also within a section of the same kind")
        List<Setting> controls,

        @Option("what kintsugi tune searches; run takes no notice of it")
        Optional<TuneOptions> tune) {
    /** The backbone that is always there. */
    public static final String SHIPPED_BACKBONE = "made-small";

    /** The defaults. */
    public static final Experiment DEFAULTS = new Experiment(
            "experiment",
            1,
            1,
            SHIPPED_BACKBONE,
            Optional.empty(),
            MadeOptions.DEFAULTS,
            PartitionOptions.Iid.DEFAULTS,
            MissingOptions.DEFAULTS,
            Optional.empty(),
            FederationOptions.DEFAULTS,
            Optional.empty(),
            LocalTraining.DEFAULTS,
            new Setting.Scalar("promptfl", false, Place.root("defaults")),
            List.of(),
            Optional.empty());

    /** Checks the name and copies the list. */
    public Experiment {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
            throw new ConfigException("name must consist of letters, digits, '.', '_' and '-', but was '" + name + "'");
        }
        if (inputs.isPresent() && !backbone.equals(SampleInputs.NAME)) {
            throw new ConfigException("inputs is only for backbone: " + SampleInputs.NAME + ", but backbone is '"
                    + backbone + "'; leave it out");
        }
        controls = List.copyOf(controls);
    }
}

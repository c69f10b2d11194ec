package dev.kintsugi.methods.fedcmi;

import dev.kintsugi.core.option.Option;
import dev.kintsugi.methods.multimodal.Mechanism;
import dev.kintsugi.methods.multimodal.NetworkOptions;
import dev.kintsugi.methods.prompted.PersonalOptions;
import dev.kintsugi.methods.prompted.PoolSettings;
import dev.kintsugi.methods.prompted.PromptOptions;
import dev.kintsugi.methods.prompted.PromptedOptions;
import java.util.List;

/** Options of {@code fedcmi-prompt}: those of prompted towers and those of {@code fedcmi}. */
public record FedCmiPromptOptions(
        @Option("modalities, projectors (linear or mlp), fusion and federation; the encoders are the frozen towers, to"
                + " which no other setting of encoders applies")
        NetworkOptions network,

        @Option("prompts that all samples have") PromptOptions prompts,

        @Option("what of them is every client's own (FedPGP)")
        PersonalOptions personal,

        @Option("pools of prompts that samples choose from (FED-PRIME)")
        PoolSettings pool,

        @Option(value = "weight c1 of the cross-entropy of each modality alone, 0 or more", source = "fedcmi")
        double unimodalWeight,

        @Option(value = "weight c2 of what the dominant modality teaches the others, 0 or more", source = "fedcmi")
        double distillationWeight,

        @Option(value = "first rounds in which nothing is taught, 0 or more", source = "fedcmi")
        int warmUp,

        @Option(
                value = "what classes that are out of balance most get in the teaching: temperature, weight or none",
                source = "fedcmi")
        ClassWise classWise,

        @Option(value = "strength c3 of the class-wise temperatures or weights, 0 or more", source = "fedcmi")
        double classStrength,

        @Option(
                value = "whether imitating projectors and uni-modal classifiers stay on their client",
                source = "fedcmi")
        boolean personalBranch) {
    /** The defaults: shared prompts, and fedcmi's. */
    public static final FedCmiPromptOptions DEFAULTS = new FedCmiPromptOptions(
            FedCmiOptions.DEFAULTS.network(),
            PromptOptions.DEFAULTS,
            PersonalOptions.DEFAULTS,
            PoolSettings.DEFAULTS,
            FedCmiOptions.DEFAULTS.unimodalWeight(),
            FedCmiOptions.DEFAULTS.distillationWeight(),
            FedCmiOptions.DEFAULTS.warmUp(),
            FedCmiOptions.DEFAULTS.classWise(),
            FedCmiOptions.DEFAULTS.classStrength(),
            FedCmiOptions.DEFAULTS.personalBranch());

    /** Checks the ranges. */
    public FedCmiPromptOptions {
        infiltration(network, unimodalWeight, distillationWeight, warmUp, classWise, classStrength, personalBranch);
    }

    /** The one place that knows which of these are fedcmi's; it checks their ranges. */
    private static FedCmiOptions infiltration(
            NetworkOptions network,
            double unimodalWeight,
            double distillationWeight,
            int warmUp,
            ClassWise classWise,
            double classStrength,
            boolean personalBranch) {
        return new FedCmiOptions(
                network, unimodalWeight, distillationWeight, warmUp, classWise, classStrength, personalBranch, 0);
    }

    private FedCmiOptions infiltration() {
        return infiltration(
                network, unimodalWeight, distillationWeight, warmUp, classWise, classStrength, personalBranch);
    }

    /** Returns the settings of the towers, without projectors, which are part of the mechanisms here. */
    PromptedOptions prompted() {
        return new PromptedOptions(infiltration().withoutProjectors(), prompts, personal, pool);
    }

    List<Mechanism> mechanisms() {
        return infiltration().mechanisms();
    }
}

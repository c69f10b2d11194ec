package dev.kintsugi.methods.fedcmi;

import dev.kintsugi.core.option.Flat;
import dev.kintsugi.core.option.Option;
import dev.kintsugi.methods.multimodal.Mechanism;
import dev.kintsugi.methods.multimodal.NetworkOptions;
import dev.kintsugi.methods.multimodal.ProjectorForm;
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

        @Flat(source = "fedcmi") InfiltrationOptions infiltration) {
    /** The defaults: shared prompts, and fedcmi's. */
    public static final FedCmiPromptOptions DEFAULTS = new FedCmiPromptOptions(
            FedCmiOptions.DEFAULTS.network(),
            PromptOptions.DEFAULTS,
            PersonalOptions.DEFAULTS,
            PoolSettings.DEFAULTS,
            InfiltrationOptions.DEFAULTS);

    /** Checks the ranges. */
    public FedCmiPromptOptions {
        InfiltrationOptions.check(network);
    }

    /** Returns the settings of the towers, without projectors, which are part of the mechanisms here. */
    PromptedOptions prompted() {
        return new PromptedOptions(network.withProjectors(ProjectorForm.NONE), prompts, personal, pool);
    }

    List<Mechanism> mechanisms() {
        return infiltration.mechanisms(network);
    }
}

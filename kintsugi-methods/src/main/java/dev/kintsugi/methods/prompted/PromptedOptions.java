package dev.kintsugi.methods.prompted;

import dev.kintsugi.core.option.Option;
import dev.kintsugi.methods.multimodal.NetworkOptions;

/** Options of {@code fedmultimodal-prompt}, and what every method on prompted towers has of them. */
public record PromptedOptions(
        @Option("modalities, fusion and federation; the encoders are the frozen towers, to which no other setting of"
                + " encoders applies")
        NetworkOptions network,

        @Option("prompts that all samples have") PromptOptions prompts,

        @Option("what of them is every client's own (FedPGP)")
        PersonalOptions personal,

        @Option("pools of prompts that samples choose from (FED-PRIME)")
        PoolSettings pool) {
    /** The defaults: shared prompts and nothing else. */
    public static final PromptedOptions DEFAULTS = new PromptedOptions(
            NetworkOptions.DEFAULTS, PromptOptions.DEFAULTS, PersonalOptions.DEFAULTS, PoolSettings.DEFAULTS);
}

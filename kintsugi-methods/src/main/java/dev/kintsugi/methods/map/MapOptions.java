package dev.kintsugi.methods.map;

import dev.kintsugi.core.option.Option;
import dev.kintsugi.methods.stream.ClassifierOptions;
import dev.kintsugi.methods.stream.DeepPromptOptions;

/** Settings of missing-aware prompts. */
public record MapOptions(
        @Option("where the prompts come in") DeepPromptOptions prompts,

        @Option("what stands behind the transformer") ClassifierOptions classifier) {
    /** The defaults. */
    public static final MapOptions DEFAULTS = new MapOptions(DeepPromptOptions.DEFAULTS, ClassifierOptions.DEFAULTS);
}

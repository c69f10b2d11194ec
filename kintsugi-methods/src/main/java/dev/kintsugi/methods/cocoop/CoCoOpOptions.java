package dev.kintsugi.methods.cocoop;

import dev.kintsugi.core.error.Check;
import dev.kintsugi.core.option.Flat;
import dev.kintsugi.core.option.Option;
import dev.kintsugi.methods.prompt.ContextOptions;

/** Settings of {@link CoCoOp}; those of the context are PromptFL's. */
public record CoCoOpOptions(
        @Option(
                value = "values of an image feature per hidden unit of the network, above 0",
                source = "CoCoOp, trainers/cocoop.py")
        int reduction,

        @Flat(source = "CoCoOp, released settings") ContextOptions context) {
    /** The defaults. */
    public static final CoCoOpOptions DEFAULTS =
            new CoCoOpOptions(16, ContextOptions.DEFAULTS.starting(4, "a photo of a"));

    /** Checks the ranges. */
    public CoCoOpOptions {
        Check.positive("reduction", reduction);
    }

    /** Returns the hidden width of the network for image features of a width. */
    int hidden(int features) {
        return Math.max(1, features / reduction);
    }
}

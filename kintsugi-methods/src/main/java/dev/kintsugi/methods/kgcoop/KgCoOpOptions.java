package dev.kintsugi.methods.kgcoop;

import dev.kintsugi.core.error.Check;
import dev.kintsugi.core.option.Flat;
import dev.kintsugi.core.option.Option;
import dev.kintsugi.methods.prompt.ContextOptions;

/** Settings of {@link KgCoOp}; those of the context are PromptFL's. */
public record KgCoOpOptions(
        @Option(
                value = "weight w of the distance to the hand-crafted sentence, 0 or more",
                source = "KgCoOp; FedTPG's federated KgCoOp, --w 8")
        double weight,

        @Option(
                value = "sentence in which {} stands for the class name; empty for the data set's own",
                source = "KgCoOp, CUSTOM_TEMPLATES")
        String template,

        @Flat(source = "KgCoOp, trainers/kgcoop.py") ContextOptions context) {
    /** The defaults. */
    public static final KgCoOpOptions DEFAULTS =
            new KgCoOpOptions(8, "", ContextOptions.DEFAULTS.starting(4, "a photo of a"));

    /** Checks the ranges. */
    public KgCoOpOptions {
        Check.notNegative("weight", weight);
    }
}

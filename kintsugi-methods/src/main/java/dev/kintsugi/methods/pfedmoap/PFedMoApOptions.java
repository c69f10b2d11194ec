package dev.kintsugi.methods.pfedmoap;

import dev.kintsugi.core.error.Check;
import dev.kintsugi.core.option.Flat;
import dev.kintsugi.core.option.Option;
import dev.kintsugi.methods.prompt.ContextOptions;

/** Settings of {@link PFedMoAp}; those of the context are PromptFL's. */
public record PFedMoApOptions(
        @Option(value = "prompts of other clients that a client gets at most, 0 or more", source = "pFedMoAP, K: 9")
        int experts,

        @Option(
                value = "which ones: those nearest to the client's own last prompt (nearest), or drawn ones (random)",
                source = "pFedMoAP, paper: nearest; released code: random")
        Choice choice,

        @Option(
                value = "factor λ on the scores of the client's own prompt beside those of the mixture, 0 or more",
                source = "pFedMoAP, λ: 0.5")
        double lambda,

        @Option(
                value = "the gating sees every so many-th coordinate of a feature, above 0",
                source = "pFedMoAP: 512 to 128 coordinates")
        int stride,

        @Option(
                value = "heads of the gating's attention, above 0; lowered to a divisor of its width",
                source = "pFedMoAP: 8")
        int heads,

        @Option(value = "factor on the attention's scores, above 0", source = "pFedMoAP, released code: 10")
        double scaling,

        @Option(
                value = "learning rate of the gating as a multiple of the prompt's, above 0; no effect with Adam",
                source = "pFedMoAP: 0.01 for the gating, 0.002 for the prompt")
        double gatingRate,

        @Flat ContextOptions context) {
    /** How the server chooses the experts of a client. */
    public enum Choice {
        /** The smallest Euclidean distance to the client's own last prompt. */
        NEAREST,
        /** Drawn without replacement, for every client and round anew. */
        RANDOM
    }

    /** The defaults. */
    public static final PFedMoApOptions DEFAULTS =
            new PFedMoApOptions(9, Choice.NEAREST, 0.5, 4, 8, 10, 5, ContextOptions.DEFAULTS);

    /** Checks the ranges. */
    public PFedMoApOptions {
        Check.notNegative("experts", experts);
        Check.notNegative("lambda", lambda);
        Check.positive("stride", stride);
        Check.positive("heads", heads);
        Check.positive("scaling", scaling);
        Check.positive("gating-rate", gatingRate);
    }
}

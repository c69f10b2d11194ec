package dev.kintsugi.methods.prompted;

import dev.kintsugi.core.error.Check;
import dev.kintsugi.core.option.Option;

/** The prompts of every tower that are the same for all samples. */
public record PromptOptions(
        @Option(value = "prompt vectors of each layer, 0 or more; 0 leaves the pools alone", source = "ours: 4")
        int length,

        @Option(
                value = "first layers that get prompts of their own; 0 for three quarters of the shallowest tower's",
                source = "MaPLe, PromptSRC: 9 of the 12 of CLIP-B")
        int depth,

        @Option(value = "deviation of the draws that the prompts start from, above 0", source = "DCP, CoOp: 0.02")
        double deviation) {
    /** The defaults. */
    public static final PromptOptions DEFAULTS = new PromptOptions(4, 0, 0.02);

    /** Checks the ranges. */
    public PromptOptions {
        Check.notNegative("length", length);
        Check.notNegative("depth", depth);
        Check.positive("deviation", deviation);
    }
}

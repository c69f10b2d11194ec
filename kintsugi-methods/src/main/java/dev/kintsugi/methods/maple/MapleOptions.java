package dev.kintsugi.methods.maple;

import dev.kintsugi.core.error.Check;
import dev.kintsugi.core.option.Option;
import dev.kintsugi.methods.tower.DeepClassPrompts;

/** Settings of {@link Maple}. */
public record MapleOptions(
        @Option(
                value =
                        "first layers that get prompts, the input's included; 0 for three quarters of the shallower tower's",
                source = "MaPLe: 9 of the 12 of CLIP-B")
        int depth,

        @Option(value = "learnable vectors per layer, above 0", source = "MaPLe, N_CTX")
        int contextLength,

        @Option(
                value = "words from whose first tokens the context starts, the others stay frozen behind it; empty for"
                        + " normal draws",
                source = "MaPLe, CTX_INIT")
        String initialText,

        @Option(
                value = "coupled: the image tower's prompts are made from the text tower's; none: it has none",
                source = "MaPLe; none: its ablation with deep language prompts alone")
        ImagePrompts imagePrompts,

        @Option(
                value =
                        "how class sentences run through the text tower: what they begin with once for all (shared-prefix),"
                                + " or each up to the longest (trimmed), its plain twin; the same result")
        DeepClassPrompts.Sentences sentences) {
    /** What the image tower gets. */
    public enum ImagePrompts {
        /** A linear map per layer of the text tower's prompts. */
        COUPLED,
        /** Nothing. */
        NONE
    }

    /** The defaults. */
    public static final MapleOptions DEFAULTS =
            new MapleOptions(0, 2, "a photo of a", ImagePrompts.COUPLED, DeepClassPrompts.Sentences.SHARED_PREFIX);

    /** Checks the ranges. */
    public MapleOptions {
        Check.notNegative("depth", depth);
        Check.positive("context-length", contextLength);
    }
}

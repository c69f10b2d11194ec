package dev.kintsugi.methods.prompt;

import dev.kintsugi.core.error.Check;
import dev.kintsugi.core.option.Option;

/** The learnable context of a class sentence. */
public record ContextOptions(
        @Option(
                value = "number of learnable vectors, above 0; ignored when initial-text is given",
                source = "CoOp and FedPGP, n_ctx")
        int contextLength,

        @Option(
                value = "words whose embeddings the context starts from; empty for normal draws with deviation 0.02",
                source = "CoOp, CTX_INIT")
        String initialText,

        @Option(
                value =
                        "sentences end behind the longest class name (trimmed) or have the tower's full length (padded, the plain twin)")
        Sentences sentences) {
    /** How long the class sentences are. */
    public enum Sentences {
        /** Up to the last end token over all classes; exact. */
        TRIMMED,
        /** The tower's full context length. */
        PADDED
    }

    /** The defaults. */
    public static final ContextOptions DEFAULTS = new ContextOptions(16, "", Sentences.TRIMMED);

    /** Checks the ranges. */
    public ContextOptions {
        Check.positive("context-length", contextLength);
    }
}

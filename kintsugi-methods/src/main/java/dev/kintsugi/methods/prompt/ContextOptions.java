package dev.kintsugi.methods.prompt;

import dev.kintsugi.core.error.Check;
import dev.kintsugi.core.option.Option;
import dev.kintsugi.nn.prompt.ClassPrompts;

/** The learnable context of a class sentence; methods that have one take these options among their own. */
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
                        "where the class name stands: behind the vectors (end), behind their first half (middle), or before"
                                + " them (front)",
                source = "CoOp, CLASS_TOKEN_POSITION")
        ClassPrompts.Position namePosition,

        @Option(
                value =
                        "how class sentences run through the text tower: what they begin with once for all (shared-prefix), each up to the longest class name (trimmed), or each in the tower's full length (padded); the same result, the last two are plain twins")
        Sentences sentences) {
    /** How the class sentences run through the text tower. */
    public enum Sentences {
        /** The context once for all classes, then each class up to its end token; exact. */
        SHARED_PREFIX(ClassPrompts.Path.SHARED_PREFIX),
        /** Each sentence up to the last end token over all classes; exact. */
        TRIMMED(ClassPrompts.Path.TRIMMED),
        /** Each sentence in the tower's full context length. */
        PADDED(ClassPrompts.Path.PADDED);

        private final ClassPrompts.Path path;

        Sentences(ClassPrompts.Path path) {
            this.path = path;
        }

        ClassPrompts.Path path() {
            return path;
        }
    }

    /** The defaults. */
    public static final ContextOptions DEFAULTS =
            new ContextOptions(16, "", ClassPrompts.Position.END, Sentences.SHARED_PREFIX);

    /** Checks the ranges. */
    public ContextOptions {
        Check.positive("context-length", contextLength);
    }

    /** Returns the options of a context of another length or with other words to start from, alike in all else. */
    public ContextOptions starting(int length, String words) {
        return new ContextOptions(length, words, namePosition, sentences);
    }
}

package dev.kintsugi.methods.fedmgp;

import dev.kintsugi.core.error.Check;
import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.option.Option;
import dev.kintsugi.methods.prompt.ContextOptions;
import dev.kintsugi.nn.prompt.ClassPrompts;

/** Settings of {@link FedMgp}. */
public record FedMgpOptions(
        @Option(value = "groups of prompts per client, above 0", source = "FedMGP, G: 5")
        int groups,

        @Option(value = "groups that a client sends, above 0 and at most groups", source = "FedMGP, s: 2")
        int sent,

        @Option(
                value = "temperature of the softmax over likeness by which those are drawn, above 0",
                source = "FedMGP, released code")
        double temperature,

        @Option(
                value = "image prompt vectors per group; 0 for text prompts alone, which any image tower allows",
                source = "FedMGP: 2")
        int visionLength,

        @Option(value = "weight of the diversity loss, 0 or more", source = "FedMGP: 1")
        double diversityWeight,

        @Option(
                value = "what the diversity loss does: drives the groups apart (apart), or together (together, as"
                        + " released)",
                source = "FedMGP, paper")
        Diversity diversity,

        @Option(
                value = "distance of two groups' features: mean absolute difference (l1), Euclidean (l2), 1 − cosine"
                        + " (cosine)",
                source = "FedMGP, released code, which has all three")
        Distance distance,

        @Option(
                value = "number of text prompt vectors per group, above 0; ignored when initial-text is given",
                source = "FedMGP: 2")
        int contextLength,

        @Option(
                value = "words whose embeddings the text prompts start from, with noise of 0.01 for all groups but the"
                        + " first; empty for normal draws",
                source = "FedMGP: the first 2 words of 'a photo of a'")
        String initialText,

        @Option(value = "how class sentences are computed", source = "promptfl")
        ContextOptions.Sentences sentences) {
    /** The sign of the diversity loss. */
    public enum Diversity {
        /** Larger distances lower the loss. */
        APART,
        /** Larger distances raise the loss, as in the released code. */
        TOGETHER
    }

    /** How far apart two features with norm 1 are. */
    public enum Distance {
        /** The mean over coordinates of the absolute difference. */
        L1,
        /** The Euclidean distance. */
        L2,
        /** One minus the cosine. */
        COSINE
    }

    /** The defaults. */
    public static final FedMgpOptions DEFAULTS = new FedMgpOptions(
            5, 2, 1, 2, 1, Diversity.APART, Distance.L1, 2, "a photo", ContextOptions.DEFAULTS.sentences());

    /** Checks the ranges. */
    public FedMgpOptions {
        Check.positive("groups", groups);
        Check.positive("sent", sent);
        if (sent > groups) {
            throw new ConfigException("sent must be at most the " + groups + " groups of a client, but was " + sent);
        }
        Check.positive("temperature", temperature);
        Check.notNegative("vision-length", visionLength);
        Check.notNegative("diversity-weight", diversityWeight);
        Check.positive("context-length", contextLength);
    }

    ContextOptions context() {
        return new ContextOptions(contextLength, initialText, ClassPrompts.Position.END, sentences);
    }
}

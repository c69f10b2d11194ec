package dev.kintsugi.methods.promptsrc;

import dev.kintsugi.core.error.Check;
import dev.kintsugi.core.option.Option;
import dev.kintsugi.methods.tower.DeepClassPrompts;
import java.util.List;

/** Settings of {@link PromptSrc}. */
public record PromptSrcOptions(
        @Option(
                value =
                        "first layers that get prompts, the input's included; 0 for three quarters of the shallower tower's",
                source = "PromptSRC: 9 of the 12 of CLIP-B")
        int depth,

        @Option(value = "learnable vectors per layer of the text tower, above 0", source = "PromptSRC, N_CTX_TEXT")
        int contextLength,

        @Option(
                value = "learnable vectors per layer of the image tower; 0 for none",
                source = "PromptSRC, N_CTX_VISION")
        int imageLength,

        @Option(
                value = "words from whose first tokens the context starts, the others stay frozen behind it; empty for"
                        + " normal draws",
                source = "PromptSRC, CTX_INIT")
        String initialText,

        @Option(
                value = "weight of the mean absolute difference of class features with and without prompts, 0 or more",
                source = "PromptSRC, TEXT_LOSS_WEIGHT")
        double textWeight,

        @Option(
                value = "weight of the mean absolute difference of image features with and without prompts, 0 or more",
                source = "PromptSRC, IMAGE_LOSS_WEIGHT")
        double imageWeight,

        @Option(
                value = "weight of the divergence of the scores with prompts from those without, per class, 0 or more",
                source = "PromptSRC, trainers/promptsrc.py")
        double scoreWeight,

        @Option(
                value = "sentences whose mean is a class without prompts; {} stands for its name, one or more",
                source = "ours; PromptSRC takes 60 of the templates that CLIP was published with")
        List<String> templates,

        @Option(
                value = "round with the largest weight in the average over rounds, above 0",
                source = "PromptSRC: three quarters of the epochs; here of the default 25 rounds")
        double averageMean,

        @Option(
                value = "deviation in rounds of the weights in the average over rounds; 0 for no average",
                source = "PromptSRC, GPA_STD, in epochs")
        double averageDeviation,

        @Option(
                value =
                        "how class sentences run through the text tower: what they begin with once for all (shared-prefix),"
                                + " or each up to the longest (trimmed), its plain twin; the same result")
        DeepClassPrompts.Sentences sentences) {
    /** The defaults. */
    public static final PromptSrcOptions DEFAULTS = new PromptSrcOptions(
            0,
            4,
            4,
            "a photo of a",
            25,
            10,
            1,
            List.of(
                    "a photo of a {}.",
                    "a picture of one {}.",
                    "a {} seen from near by.",
                    "a {} seen from far away.",
                    "a dark picture of a {}.",
                    "a bright picture of a {}.",
                    "a blurred picture of a {}.",
                    "a drawing of a {}."),
            19,
            1,
            DeepClassPrompts.Sentences.SHARED_PREFIX);

    /** Checks the ranges. */
    public PromptSrcOptions {
        templates = List.copyOf(templates);
        Check.notNegative("depth", depth);
        Check.positive("context-length", contextLength);
        Check.notNegative("image-length", imageLength);
        Check.notNegative("text-weight", textWeight);
        Check.notNegative("image-weight", imageWeight);
        Check.notNegative("score-weight", scoreWeight);
        Check.positive("number of templates", templates.size());
        Check.positive("average-mean", averageMean);
        Check.notNegative("average-deviation", averageDeviation);
    }

    /** Returns whether anything holds the prompts near the model without them. */
    boolean regulates() {
        return textWeight > 0 || imageWeight > 0 || scoreWeight > 0;
    }
}

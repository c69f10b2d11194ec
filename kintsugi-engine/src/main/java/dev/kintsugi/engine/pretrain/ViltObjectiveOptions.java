package dev.kintsugi.engine.pretrain;

import dev.kintsugi.core.error.Check;
import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.option.Option;
import dev.kintsugi.nn.pretrain.ViltObjectiveSettings;

/** What a ViLT is trained for. */
public record ViltObjectiveOptions(
        @Option(value = "share of a text's words that are hidden, in (0, 1]", source = "Devlin et al., BERT")
        double maskedShare,

        @Option("share of the pairs that are seen with an empty text, in [0, 1]")
        double missingText,

        @Option("share of the pairs that are seen with a blank image, in [0, 1]")
        double missingImage,

        @Option("texts of the batch of which the one most like the right one is the wrong one, 1 or more; 1: any text")
        int negativeCandidates,

        @Option("weight of naming hidden words, 0 or more") double maskedWeight,

        @Option("weight of telling right texts from wrong ones, 0 or more")
        double matchingWeight,

        @Option("weight of naming all words of the caption from the pooled output, 0 or more")
        double captionWeight,

        @Option("weight of naming the classes of a pair from the pooled output, 0 or more; 0: labels are not looked at")
        double classWeight) {
    /** The defaults. */
    public static final ViltObjectiveOptions DEFAULTS = new ViltObjectiveOptions(0.15, 0.15, 0.15, 8, 1, 1, 1, 0);

    /** Checks the ranges. */
    public ViltObjectiveOptions {
        Check.within("masked-share", maskedShare, Math.nextUp(0.0), 1);
        Check.within("missing-text", missingText, 0, 1);
        Check.within("missing-image", missingImage, 0, 1);
        Check.positive("negative-candidates", negativeCandidates);
        Check.notNegative("masked-weight", maskedWeight);
        Check.notNegative("matching-weight", matchingWeight);
        Check.notNegative("caption-weight", captionWeight);
        Check.notNegative("class-weight", classWeight);
        if (missingText + missingImage > 1) {
            throw new ConfigException("missing-text and missing-image must be at most 1 together, but were "
                    + missingText + " and " + missingImage);
        }
    }

    ViltObjectiveSettings settings(int contextLength) {
        return new ViltObjectiveSettings(
                contextLength,
                maskedShare,
                missingText,
                missingImage,
                negativeCandidates,
                maskedWeight,
                matchingWeight,
                captionWeight,
                classWeight);
    }
}

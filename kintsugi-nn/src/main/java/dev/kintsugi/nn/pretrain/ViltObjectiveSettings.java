package dev.kintsugi.nn.pretrain;

/**
 * How the objectives of a ViLT are put together.
 *
 * @param contextLength most tokens of a text, with start and end
 * @param maskedShare share of the words that are hidden
 * @param missingText share of the pairs that are seen with an empty text
 * @param missingImage share of the pairs that are seen with the blank image
 * @param candidates texts that a wrong one is chosen from, see {@link HardNegatives}
 * @param maskedWeight weight of masked-language modelling
 * @param matchingWeight weight of image-text matching
 * @param captionWeight weight of naming the caption's words from the pooled output
 * @param classWeight weight of naming the pair's classes from the pooled output
 */
public record ViltObjectiveSettings(
        int contextLength,
        double maskedShare,
        double missingText,
        double missingImage,
        int candidates,
        double maskedWeight,
        double matchingWeight,
        double captionWeight,
        double classWeight) {
    /** Returns the same with another number of candidates. */
    ViltObjectiveSettings withCandidates(int number) {
        return new ViltObjectiveSettings(
                contextLength,
                maskedShare,
                missingText,
                missingImage,
                number,
                maskedWeight,
                matchingWeight,
                captionWeight,
                classWeight);
    }
}

package dev.kintsugi.core.data;

import dev.kintsugi.core.parameter.Modality;

/**
 * One kind of frozen feature: of which modality, and where the frozen model is cut.
 *
 * <p>A method asks for the latest cut behind which its prompts have no influence any more, so that everything before it
 * is computed once per sample.
 */
public record FeatureKind(Modality modality, Cut cut) {
    /** Where a frozen model is cut. */
    public enum Cut {
        /** One vector per sample, the tower's output. */
        POOLED,
        /**
         * The embedded tokens at the input of the transformer, laid flat {@code [tokens, width]}, and behind them the
         * mask {@code [tokens]}: 1 for a token, 0 for padding.
         */
        TOKENS,
        /** The tower's outputs for the places of an image in the joint space, laid flat {@code [places, embedding]}. */
        PLACES,
        /**
         * The sample itself as numbers, laid flat in the shape that the backbone declares: nothing before is frozen.
         */
        INPUT
    }

    /** Returns the output of a modality's tower. */
    public static FeatureKind pooled(Modality modality) {
        return new FeatureKind(modality, Cut.POOLED);
    }

    /** Returns the embedded tokens of a modality. */
    public static FeatureKind tokens(Modality modality) {
        return new FeatureKind(modality, Cut.TOKENS);
    }

    /** Returns the features of the places of an image. */
    public static FeatureKind places(Modality modality) {
        return new FeatureKind(modality, Cut.PLACES);
    }

    /** Returns the samples of a modality themselves, for methods that train encoders of their own. */
    public static FeatureKind input(Modality modality) {
        return new FeatureKind(modality, Cut.INPUT);
    }

    /** Returns the name in feature files and messages, such as {@code image} or {@code text.tokens}. */
    @Override
    public String toString() {
        return switch (cut) {
            case POOLED -> modality.name();
            case TOKENS -> modality.name() + ".tokens";
            case PLACES -> modality.name() + ".places";
            case INPUT -> modality.name() + ".input";
        };
    }
}

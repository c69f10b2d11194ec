package dev.kintsugi.methods.multimodal;

import dev.kintsugi.core.error.Check;
import dev.kintsugi.core.option.Option;
import dev.kintsugi.core.parameter.Modality;
import java.util.List;
import java.util.Locale;

/** How the modalities are brought together. */
public record FusionOptions(
        @Option(
                value = "concat, sum, film, gated, or attention over the tokens of all modalities",
                source = "FedMultimodal: attention; OGM-GE and FedCMI: concat")
        Kind kind,

        @Option(
                value = "width of a layer before the scores of concat (0 for none) or attention (0 for 64)",
                source = "OGM-GE: none; FedMultimodal: 64")
        int hidden,

        @Option(value = "heads of the attention, above 0", source = "FedMultimodal, mm_models.py: 6")
        int heads,

        @Option(value = "drop-out before the scores of the attention, in [0, 1)", source = "FedMultimodal: 0.1")
        double dropout) {
    /** The forms of fusion. */
    public enum Kind {
        /** One matrix over the vectors of all modalities, side by side. */
        CONCAT,
        /** The sum of the scores of every modality. */
        SUM,
        /** The first modality scales and shifts the second. */
        FILM,
        /** The first modality gates the second. */
        GATED,
        /** Several weighted means over the tokens of all modalities. */
        ATTENTION
    }

    /** The defaults. */
    public static final FusionOptions DEFAULTS = new FusionOptions(Kind.CONCAT, 0, 6, 0.1);

    /** Checks the ranges. */
    public FusionOptions {
        Check.notNegative("hidden", hidden);
        Check.positive("heads", heads);
        Check.within("dropout", dropout, 0, Math.nextDown(1.0));
    }

    static String name(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    Fusion over(List<Modality> modalities, int width, int classes) {
        return kind == Kind.ATTENTION
                ? new AttentionFusion(this, width, classes)
                : new PooledFusion(kind, modalities, width, hidden, classes);
    }
}

package dev.kintsugi.methods.stream;

import dev.kintsugi.core.data.Targets;
import dev.kintsugi.core.error.Check;
import dev.kintsugi.core.option.Option;
import dev.kintsugi.core.parameter.Scope;
import dev.kintsugi.methods.block.LabelLoss;

/** What stands behind the frozen transformer: a pooler and a head. */
public record ClassifierOptions(
        @Option(value = "trained, or frozen as it was pretrained", source = "Fed-Prime.py trains it")
        Pooler pooler,

        @Option(
                value = "two-layer (Linear, LayerNorm, GELU, Linear), linear, or low-rank (two thin matrices)",
                source = "Fed-Prime.py: two-layer")
        Head head,

        @Option(value = "rank of a low-rank head, above 0", source = "ours: 8")
        int rank,

        @Option(
                value = "shared: pooler and head travel; local: they stay, and prompts alone travel",
                source = "Fed-Prime.py: shared")
        Place place,

        @Option(
                value = "softmax for one class per sample, sigmoid for several; auto looks at the training labels",
                source = "MAP: sigmoid for MM-IMDb, softmax for Food-101")
        Loss loss) {
    /** What happens to the pooler. */
    public enum Pooler {
        /** Trained from its pretrained weights. */
        TRAINED,
        /** As it was pretrained. */
        FROZEN
    }

    /** The form of the head. */
    public enum Head {
        /** As in MAP: Linear to twice the width, LayerNorm, GELU, Linear. */
        TWO_LAYER,
        /** One matrix. */
        LINEAR,
        /** The product of two thin matrices. */
        LOW_RANK
    }

    /** Whether pooler and head travel. */
    public enum Place {
        /** They travel and are averaged. */
        SHARED,
        /** They stay on the client. */
        LOCAL;

        Scope scope() {
            return this == SHARED ? Scope.SHARED : Scope.LOCAL;
        }
    }

    /** How scores become a loss. */
    public enum Loss {
        /** Sigmoid if a training row has other than one label. */
        AUTO,
        /** Cross-entropy over the classes. */
        SOFTMAX,
        /** Binary cross-entropy per class, averaged over the classes. */
        SIGMOID;

        /** Returns the loss over the rows of a table. */
        public LabelLoss over(Targets targets) {
            return new LabelLoss(targets, this == SIGMOID || this == AUTO && !targets.isSingleLabel());
        }
    }

    /** The defaults. */
    public static final ClassifierOptions DEFAULTS =
            new ClassifierOptions(Pooler.TRAINED, Head.TWO_LAYER, 8, Place.SHARED, Loss.AUTO);

    /** Checks the ranges. */
    public ClassifierOptions {
        Check.positive("rank", rank);
    }
}

package dev.kintsugi.methods.dcp;

import dev.kintsugi.core.error.Check;
import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.option.Option;
import dev.kintsugi.methods.stream.ClassifierOptions;
import java.util.EnumSet;
import java.util.List;

/** Settings of deep correlated prompting. */
public record DcpOptions(
        @Option(
                value = "groups of prompts that stand before the tokens: correlated, common, dynamic; may be empty",
                source = "DCP: all three")
        List<Part> parts,

        @Option(value = "prompt vectors per group, above 0", source = "DCP: 36 in three groups")
        int length,

        @Option(
                value = "first layers that get correlated prompts; 0 for half of the shallower tower's",
                source = "DCP: 6 of the 12 of CLIP-B")
        int depth,

        @Option(value = "inputs per hidden unit of the networks that make prompts, above 0", source = "DCP, r: 16")
        int reduction,

        @Option(
                value = "trained: both final norms and the projection of the image tower learn; frozen: as pretrained",
                source = "DCP, released code: trained")
        TowerEnds towerEnds,

        @Option(
                value = "softmax for one class per sample, sigmoid for several; auto looks at the training labels",
                source = "DCP: sigmoid for MM-IMDb, softmax for Food-101")
        ClassifierOptions.Loss loss) {
    /** A group of prompts. */
    public enum Part {
        /** Made for each layer from those of the layer before in both towers. */
        CORRELATED,
        /** One set for both towers, projected into each. */
        COMMON,
        /** Made from the tokens of the sample by attention. */
        DYNAMIC
    }

    /** Whether the ends of the towers learn. */
    public enum TowerEnds {
        /** Both final norms and the projection of the image tower. */
        TRAINED,
        /** Nothing behind the last layers but the head. */
        FROZEN
    }

    /** The defaults. */
    public static final DcpOptions DEFAULTS =
            new DcpOptions(List.of(Part.values()), 12, 0, 16, TowerEnds.TRAINED, ClassifierOptions.Loss.AUTO);

    /** Checks the ranges and puts the parts in the order of {@link Part}. */
    public DcpOptions {
        parts = parts.isEmpty() ? List.of() : List.copyOf(EnumSet.copyOf(parts));
        Check.positive("length", length);
        Check.notNegative("depth", depth);
        Check.positive("reduction", reduction);
    }

    boolean has(Part part) {
        return parts.contains(part);
    }

    /**
     * Returns the number of layers with correlated prompts.
     *
     * @throws ConfigException if a tower has fewer layers
     */
    int depthOf(int imageLayers, int textLayers) {
        int shallower = Math.min(imageLayers, textLayers);
        if (depth > shallower) {
            throw new ConfigException(
                    "depth must be at most the " + shallower + " layers of the shallower tower, but was " + depth);
        }
        return depth == 0 ? Math.max(1, shallower / 2) : depth;
    }

    /** Returns the hidden width of a network that makes prompts. */
    int hidden(int inputs) {
        return Math.max(1, inputs / reduction);
    }
}

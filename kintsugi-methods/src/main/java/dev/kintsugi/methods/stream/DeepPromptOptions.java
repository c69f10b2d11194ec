package dev.kintsugi.methods.stream;

import dev.kintsugi.core.error.Check;
import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.option.Option;

/** Where prompts of several layers come in, and how many there are. */
public record DeepPromptOptions(
        @Option(
                value = "input: tokens before the sequence of each layer; attention: keys and values of each layer",
                source = "MAP, default input")
        Level level,

        @Option(value = "prompt vectors per layer, above 0; even for attention", source = "MAP")
        int length,

        @Option(
                value = "number of layers that get prompts; 0 for half of the backbone's",
                source = "MAP: 6 of the 12 of ViLT")
        int layers,

        @Option(value = "first of these layers, counted from 1", source = "MAP: 1")
        int firstLayer) {
    /** How prompts come in. */
    public enum Level {
        /** Tokens before the sequence. */
        INPUT,
        /** Keys and values of the attention. */
        ATTENTION
    }

    /** The defaults. */
    public static final DeepPromptOptions DEFAULTS = new DeepPromptOptions(Level.INPUT, 16, 0, 1);

    /** Checks the ranges. */
    public DeepPromptOptions {
        Check.positive("length", length);
        Check.notNegative("layers", layers);
        Check.positive("first-layer", firstLayer);
        if (level == Level.ATTENTION && length % 2 != 0) {
            throw new ConfigException("length must be even for prompts at the attention (half of them are keys, half"
                    + " values), but was " + length);
        }
    }

    /**
     * Returns the number of layers with prompts on a backbone.
     *
     * @throws ConfigException if the backbone has fewer layers
     */
    int layersOf(int backboneLayers) {
        int wanted = layers == 0 ? Math.max(1, backboneLayers / 2) : layers;
        if (firstLayer - 1 + wanted > backboneLayers) {
            throw new ConfigException("prompts.first-layer " + firstLayer + " and prompts.layers " + wanted
                    + " reach beyond the backbone, which has " + backboneLayers + " layers");
        }
        return wanted;
    }
}

package dev.kintsugi.engine.pretrain;

import dev.kintsugi.core.error.Check;
import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.option.Option;

/** The dimensions of a transformer. */
public record TowerOptions(
        @Option("values per token, 8 or more; a multiple of heads") int width,

        @Option("transformer layers, 1 or more") int layers,

        @Option("attention heads, 1 or more") int heads) {
    /** The defaults: small enough for a few minutes on two cores. */
    public static final TowerOptions DEFAULTS = new TowerOptions(128, 4, 4);

    /** Checks the ranges. */
    public TowerOptions {
        Check.within("width", width, 8, 4096);
        Check.positive("layers", layers);
        Check.positive("heads", heads);
        if (width % heads != 0) {
            throw new ConfigException("width must be a multiple of heads, but was " + width + " for " + heads
                    + " heads");
        }
    }

    /** Returns the width of the feed-forward part, four times the width as in CLIP. */
    int feedForward() {
        return 4 * width;
    }
}

package dev.kintsugi.engine.experiment;

import dev.kintsugi.core.error.Check;
import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.option.Option;

/**
 * Varied views of the training images. A frozen model sees every view once, and its features are stored like those of
 * the images, so that training costs as much as without.
 */
public record AugmentationOptions(
        @Option(
                value =
                        "views of every training image, from 1 to 1000; each time that a client sees an image, it takes one of"
                                + " them",
                source = "ours; CoOp draws a new one every time")
        int views,

        @Option(
                value = "smallest share of an image's area that a view shows, in (0, 1]; the share is uniform up to 1",
                source = "CoOp, random_resized_crop of the released settings")
        double smallestArea,

        @Option(value = "share of the views that are mirrored, in [0, 1]", source = "CoOp, random_flip")
        double mirrored) {
    /** The defaults. */
    public static final AugmentationOptions DEFAULTS = new AugmentationOptions(8, 0.08, 0.5);

    private static final int MOST_VIEWS = 1000;

    /** Checks the ranges. */
    public AugmentationOptions {
        if (views < 1 || views > MOST_VIEWS) {
            throw new ConfigException("views must be from 1 to " + MOST_VIEWS + ", but was " + views);
        }
        Check.positive("smallest-area", Check.within("smallest-area", smallestArea, 0, 1));
        Check.within("mirrored", mirrored, 0, 1);
    }
}

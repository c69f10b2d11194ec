package dev.kintsugi.engine.experiment;

import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.error.ModelException;
import dev.kintsugi.core.method.Placement;
import dev.kintsugi.core.random.RandomKey;
import dev.kintsugi.nn.backbone.FrozenModel;
import dev.kintsugi.nn.backbone.TwoTower;
import dev.kintsugi.nn.image.ImageTransform;
import dev.kintsugi.nn.image.RandomCrop;
import java.awt.image.BufferedImage;
import java.util.List;

/**
 * The views of training images: view v of an image is always the same, whatever the seed of the experiment and whoever
 * holds the image.
 *
 * @param count number of views of an image
 * @param crop how a view is made
 * @param seed of all views; the seed of the data
 */
record ImageViews(int count, RandomCrop crop, long seed) {
    /**
     * Returns the views for a backbone, of the size that its image tower takes.
     *
     * @throws ModelException if the backbone is not a two-tower model
     */
    static ImageViews of(AugmentationOptions options, long seed, FrozenModel backbone) {
        if (!(backbone instanceof TwoTower towers)) {
            throw new ModelException("backbone '" + backbone.name() + "' is not a two-tower model, and augmentation"
                    + " makes views for those only; leave augmentation out, or take a CLIP");
        }
        ImageTransform transform = towers.image().transform();
        return new ImageViews(
                options.views(),
                new RandomCrop(transform.width(), transform.height(), options.smallestArea(), options.mirrored()),
                seed);
    }

    /**
     * Checks what can be checked without data.
     *
     * @throws ConfigException if a method trains, but not on views
     */
    static void check(Experiment experiment, List<MethodChoice> choices) {
        if (experiment.augmentation().isEmpty()) {
            return;
        }
        for (MethodChoice choice : choices) {
            boolean trains = choice.factory().card().placement() != Placement.NONE;
            if (trains && !choice.factory().trainsOnViews()) {
                throw new ConfigException("augmentation: method '" + choice.name() + "' does not train on views of"
                        + " images; leave augmentation out, or take methods that learn prompts of a CLIP, such as"
                        + " promptfl");
            }
        }
    }

    /** Returns a text that names everything that a view follows from but the image; part of the key of its features. */
    String fingerprint(int view) {
        return crop.fingerprint() + " seed " + seed + " view " + view + ", then ";
    }

    /** Returns one view of an image. */
    BufferedImage of(BufferedImage image, String id, int view) {
        return crop.of(image, new RandomKey(seed, view, id, "augmentation").open());
    }
}

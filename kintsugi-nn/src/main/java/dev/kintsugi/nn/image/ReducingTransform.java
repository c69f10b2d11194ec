package dev.kintsugi.nn.image;

import java.awt.image.BufferedImage;
import java.util.List;

/**
 * Brings images to the resolution of a model's training photos before its own transform: a model that was trained on
 * enlarged small photos has never seen sharp ones.
 */
public final class ReducingTransform implements ImageTransform {
    private final StretchTransform reduction;
    private final ImageTransform rest;

    /**
     * Creates the transform.
     *
     * @param width width that images are stretched to first, in pixels
     * @param height height that images are stretched to first, in pixels
     * @param rest what follows
     */
    public ReducingTransform(int width, int height, ImageTransform rest) {
        this.reduction = new StretchTransform(
                width, height, ResampleFilter.BICUBIC, 1, List.of(0.0, 0.0, 0.0), List.of(1.0, 1.0, 1.0));
        this.rest = rest;
    }

    @Override
    public int height() {
        return rest.height();
    }

    @Override
    public int width() {
        return rest.width();
    }

    @Override
    public void apply(BufferedImage image, float[] into, int offset) {
        BufferedImage small = RgbPixels.image(reduction.resize(image), reduction.width(), reduction.height());
        rest.apply(small, into, offset);
    }

    @Override
    public String fingerprint() {
        return "reduce/1 " + reduction.width() + "x" + reduction.height() + " " + ResampleFilter.BICUBIC + ", then "
                + rest.fingerprint();
    }
}

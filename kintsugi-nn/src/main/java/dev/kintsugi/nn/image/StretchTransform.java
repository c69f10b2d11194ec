package dev.kintsugi.nn.image;

import java.awt.image.BufferedImage;
import java.util.List;

/** Resizes to a fixed width and height without keeping the aspect, then maps bytes linearly to numbers. */
public final class StretchTransform implements ImageTransform {
    private final int width;
    private final int height;
    private final ResampleFilter filter;
    private final Normalisation normalisation;
    private final float[][] table;
    private final Resampler resampler;

    /**
     * Creates a transform to {@code (byte * factor - mean) / deviation}.
     *
     * @param width width of the result, greater than 0
     * @param height height of the result, greater than 0
     * @param mean per channel RGB
     * @param deviation per channel RGB, not 0
     */
    public StretchTransform(
            int width, int height, ResampleFilter filter, double factor, List<Double> mean, List<Double> deviation) {
        if (width <= 0 || height <= 0) {
            throw new IllegalArgumentException(
                    "width and height must be greater than 0, but were " + width + " and " + height);
        }
        this.width = width;
        this.height = height;
        this.filter = filter;
        this.normalisation = new Normalisation(factor, mean, deviation);
        this.table = normalisation.table();
        this.resampler = new Resampler(filter);
    }

    /** Returns the transform of the MobileNets: bilinear, {@code (byte - 128) / 128}. */
    public static StretchTransform mobileNet(int size, ResampleFilter filter) {
        return new StretchTransform(size, size, filter, 1, List.of(128.0, 128.0, 128.0), List.of(128.0, 128.0, 128.0));
    }

    @Override
    public int height() {
        return height;
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public void apply(BufferedImage image, float[] into, int offset) {
        Normalisation.write(resize(image), table, into, offset);
    }

    /** Returns the resized image before the numbers are mapped, packed RGB, row-major. */
    int[] resize(BufferedImage image) {
        return resampler.resize(
                RgbPixels.of(image),
                image.getWidth(),
                image.getHeight(),
                width,
                height,
                new Resampler.Window(0, 0, width, height));
    }

    @Override
    public String fingerprint() {
        return "stretch/1 " + width + "x" + height + " " + filter + " " + normalisation.fingerprint();
    }
}

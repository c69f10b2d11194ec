package dev.kintsugi.nn.image;

import dev.kintsugi.core.random.KeyedRandom;
import java.awt.image.BufferedImage;

/**
 * A random part of an image, stretched to the size that a tower takes, perhaps mirrored.
 *
 * <p>Follows the training transform of CoOp (Zhou et al., IJCV 2022), which is torchvision's {@code RandomResizedCrop}
 * with bicubic interpolation and {@code RandomHorizontalFlip}: the part's share of the area is uniform in [smallest,
 * 1], the logarithm of its aspect ratio uniform between those of 3/4 and 4/3; ten draws that do not fit are given up
 * for the largest part in the middle of an allowed ratio. <b>Differs:</b> the numbers are drawn from our keyed stream.
 *
 * @param width of the result, in pixels
 * @param height of the result, in pixels
 * @param smallestArea smallest share of the area, in (0, 1]
 * @param mirrored share of the results that are mirrored, in [0, 1]
 */
public record RandomCrop(int width, int height, double smallestArea, double mirrored) {
    private static final Resampler BICUBIC = new Resampler(ResampleFilter.BICUBIC);
    private static final double NARROWEST = 3.0 / 4;
    private static final double WIDEST = 4.0 / 3;
    private static final int ATTEMPTS = 10;

    /**
     * Returns a text that names the transform and its settings; changes whenever the same numbers give another image.
     */
    public String fingerprint() {
        return "random crop/1 " + width + "x" + height + " area " + smallestArea + " mirrored " + mirrored;
    }

    /** Returns a part of an image, drawn from {@code random}. */
    public BufferedImage of(BufferedImage image, KeyedRandom random) {
        Resampler.Window part = part(image.getWidth(), image.getHeight(), random);
        boolean mirror = random.nextDouble() < mirrored;
        int[] pixels = cut(RgbPixels.of(image), image.getWidth(), part);
        int[] stretched = BICUBIC.resize(
                pixels, part.width(), part.height(), width, height, new Resampler.Window(0, 0, width, height));
        return RgbPixels.image(mirror ? mirrored(stretched) : stretched, width, height);
    }

    /** Draws the part of an image of a size. */
    Resampler.Window part(int imageWidth, int imageHeight, KeyedRandom random) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            double area = (double) imageWidth * imageHeight * (smallestArea + (1 - smallestArea) * random.nextDouble());
            double from = StrictMath.log(NARROWEST);
            double ratio = StrictMath.exp(from + (StrictMath.log(WIDEST) - from) * random.nextDouble());
            long partWidth = Math.round(Math.sqrt(area * ratio));
            long partHeight = Math.round(Math.sqrt(area / ratio));
            if (partWidth > 0 && partWidth <= imageWidth && partHeight > 0 && partHeight <= imageHeight) {
                int y = random.nextInt(imageHeight - (int) partHeight + 1);
                int x = random.nextInt(imageWidth - (int) partWidth + 1);
                return new Resampler.Window(x, y, (int) partWidth, (int) partHeight);
            }
        }
        double ratio = (double) imageWidth / imageHeight;
        int partWidth = ratio > WIDEST ? (int) Math.round(imageHeight * WIDEST) : imageWidth;
        int partHeight = ratio < NARROWEST ? (int) Math.round(imageWidth / NARROWEST) : imageHeight;
        return new Resampler.Window(
                (imageWidth - partWidth) / 2, (imageHeight - partHeight) / 2, partWidth, partHeight);
    }

    private static int[] cut(int[] pixels, int imageWidth, Resampler.Window part) {
        int[] found = new int[part.width() * part.height()];
        for (int y = 0; y < part.height(); y++) {
            System.arraycopy(pixels, (part.y() + y) * imageWidth + part.x(), found, y * part.width(), part.width());
        }
        return found;
    }

    private int[] mirrored(int[] pixels) {
        int[] found = new int[pixels.length];
        for (int at = 0; at < pixels.length; at++) {
            found[at] = pixels[at - at % width + width - 1 - at % width];
        }
        return found;
    }
}

package dev.kintsugi.nn.image;

import dev.kintsugi.core.random.KeyedRandom;
import java.awt.image.BufferedImage;
import java.util.Arrays;

/**
 * Turns a product photo into something like a snapshot: what is not white background is turned, scaled, moved, perhaps
 * mirrored, lit otherwise, and laid on a made background.
 *
 * <p>Idea: a model that has seen things on white only takes every other background for a sign of something; Dwibedi et
 * al., "Cut, Paste and Learn", ICCV 2017, paste things on backgrounds to train detectors. <b>Differs:</b> the mask is
 * the near-white region that is connected with the border, and backgrounds are noise between two muted colours.
 * <b>Limit:</b> a photo without near-white border is turned and scaled as a whole.
 */
public final class PhotoVariation {
    /** Changes whenever the same random numbers give another image. */
    public static final String FINGERPRINT = "photo variation/1";

    private static final int LEAST_WHITE = 232; // of the darkest channel; JPEG leaves white borders at 240 and more
    private static final double LARGEST_TURN = StrictMath.PI / 8;
    private static final int CHANNELS = 3;

    private final int[] pixels;
    private final int width;
    private final int height;

    private PhotoVariation(BufferedImage image) {
        this.pixels = RgbPixels.of(image);
        this.width = image.getWidth();
        this.height = image.getHeight();
    }

    /** Returns a variation of the same size, drawn from {@code random}. */
    public static BufferedImage of(BufferedImage image, KeyedRandom random) {
        PhotoVariation photo = new PhotoVariation(image);
        Placement placement = Placement.draw(photo.width, photo.height, random);
        double[] light = light(random);
        float[] background = VariedBackground.paint(photo.width, photo.height, random);
        return RgbPixels.image(photo.compose(placement, light, background), photo.width, photo.height);
    }

    /** Where the thing lies: output coordinates from the middle to input coordinates. */
    private record Placement(double cosine, double sine, double shiftX, double shiftY, boolean mirrored) {
        static Placement draw(int width, int height, KeyedRandom random) {
            double angle = (2 * random.nextDouble() - 1) * LARGEST_TURN;
            double scale = 0.65 + 0.5 * random.nextDouble();
            double shiftX = (random.nextDouble() - 0.5) * 0.3 * width;
            double shiftY = (random.nextDouble() - 0.5) * 0.3 * height;
            return new Placement(
                    StrictMath.cos(angle) / scale,
                    StrictMath.sin(angle) / scale,
                    shiftX,
                    shiftY,
                    random.nextDouble() < 0.5);
        }
    }

    /** Returns a factor per channel: brightness and a slight cast. */
    private static double[] light(KeyedRandom random) {
        double brightness = 0.6 + 0.55 * random.nextDouble();
        double[] light = new double[CHANNELS];
        for (int channel = 0; channel < CHANNELS; channel++) {
            light[channel] = brightness * (0.92 + 0.16 * random.nextDouble());
        }
        return light;
    }

    private int[] compose(Placement at, double[] light, float[] background) {
        boolean[] white = whiteBorder();
        int[] composed = new int[width * height];
        double[] colour = new double[CHANNELS];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double fromX = x + 0.5 - width / 2.0 - at.shiftX();
                double fromY = y + 0.5 - height / 2.0 - at.shiftY();
                double turnedX = at.cosine() * fromX + at.sine() * fromY;
                double sourceX = (at.mirrored() ? -turnedX : turnedX) + width / 2.0 - 0.5;
                double sourceY = at.cosine() * fromY - at.sine() * fromX + height / 2.0 - 0.5;
                double cover = sample(white, sourceX, sourceY, colour);
                int packed = 0;
                for (int channel = 0; channel < CHANNELS; channel++) {
                    double behind = background[(y * width + x) * CHANNELS + channel];
                    double value = colour[channel] * light[channel] + (1 - cover) * behind;
                    packed = packed << 8 | (int) Math.max(0, Math.min(255, Math.round(value)));
                }
                composed[y * width + x] = packed;
            }
        }
        return composed;
    }

    /** Interpolates between the four neighbours that belong to the thing; returns their share. */
    private double sample(boolean[] white, double x, double y, double[] into) {
        int left = (int) Math.floor(x);
        int top = (int) Math.floor(y);
        double cover = 0;
        Arrays.fill(into, 0);
        for (int j = 0; j < 2; j++) {
            for (int i = 0; i < 2; i++) {
                int column = left + i;
                int row = top + j;
                if (column < 0 || row < 0 || column >= width || row >= height || white[row * width + column]) {
                    continue;
                }
                double share = (i == 0 ? 1 - (x - left) : x - left) * (j == 0 ? 1 - (y - top) : y - top);
                int pixel = pixels[row * width + column];
                cover += share;
                into[0] += share * (pixel >> 16 & 255);
                into[1] += share * (pixel >> 8 & 255);
                into[2] += share * (pixel & 255);
            }
        }
        return cover;
    }

    /** Marks the near-white pixels that are connected with the border. */
    private boolean[] whiteBorder() {
        boolean[] marked = new boolean[pixels.length];
        int[] open = new int[pixels.length];
        int count = 0;
        for (int at = 0; at < pixels.length; at++) {
            int x = at % width;
            int y = at / width;
            if (x == 0 || y == 0 || x == width - 1 || y == height - 1) {
                count = mark(at, marked, open, count);
            }
        }
        while (count > 0) {
            int at = open[--count];
            int x = at % width;
            count = x > 0 ? mark(at - 1, marked, open, count) : count;
            count = x < width - 1 ? mark(at + 1, marked, open, count) : count;
            count = at >= width ? mark(at - width, marked, open, count) : count;
            count = at < pixels.length - width ? mark(at + width, marked, open, count) : count;
        }
        return marked;
    }

    /** Marks a pixel if it is near white and not marked yet; returns the new number of open pixels. */
    private int mark(int at, boolean[] marked, int[] open, int count) {
        int pixel = pixels[at];
        int darkest = Math.min(pixel >> 16 & 255, Math.min(pixel >> 8 & 255, pixel & 255));
        if (marked[at] || darkest < LEAST_WHITE) {
            return count;
        }
        marked[at] = true;
        open[count] = at;
        return count + 1;
    }
}

package dev.kintsugi.engine.made;

import dev.kintsugi.core.random.KeyedRandom;

/** Turns a drawn image into one of another domain, in place. */
final class DomainFilter {
    private DomainFilter() {}

    /**
     * Changes the image.
     *
     * @param pixels red, green and blue per pixel, {@code [side, side, 3]}, in {@code [0, 255]}
     */
    static void apply(double[] pixels, int side, Domain domain, KeyedRandom random) {
        int salt = (int) random.nextLong();
        switch (domain) {
            case PHOTO -> grain(pixels, 8, salt);
            case SKETCH -> sketch(pixels, side, salt);
            case NIGHT -> {
                scale(pixels, new double[] {0.30, 0.33, 0.46}, new double[] {4, 6, 18});
                grain(pixels, 14, salt);
            }
            case NOISY -> grain(pixels, 130, salt);
            case NEGATIVE -> scale(pixels, new double[] {-1, -1, -1}, new double[] {255, 255, 255});
            case FADED -> scale(pixels, new double[] {0.34, 0.32, 0.30}, new double[] {140, 138, 132});
            case BLURRED -> {
                int radius = Math.max(1, side / 32);
                blur(pixels, side, radius);
                blur(pixels, side, radius);
            }
            case PIXELATED -> blocks(pixels, side, Math.max(2, side / 16));
        }
    }

    private static void grain(double[] pixels, double strength, int salt) {
        for (int i = 0; i < pixels.length; i++) {
            // The sum of two draws is triangular: closer to a camera's grain than one even draw.
            double draw = BackgroundPainter.noise(i, 1, salt) + BackgroundPainter.noise(i, 2, salt) - 1;
            pixels[i] += strength * draw;
        }
    }

    private static void scale(double[] pixels, double[] factor, double[] offset) {
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = pixels[i] * factor[i % 3] + offset[i % 3];
        }
    }

    private static void sketch(double[] pixels, int side, int salt) {
        double[] brightness = new double[side * side];
        for (int i = 0; i < brightness.length; i++) {
            brightness[i] = 0.3 * pixels[3 * i] + 0.59 * pixels[3 * i + 1] + 0.11 * pixels[3 * i + 2];
        }
        for (int row = 0; row < side; row++) {
            for (int column = 0; column < side; column++) {
                int at = row * side + column;
                double right = brightness[row * side + Math.min(side - 1, column + 1)];
                double below = brightness[Math.min(side - 1, row + 1) * side + column];
                double edge = Math.abs(right - brightness[at]) + Math.abs(below - brightness[at]);
                double ink = Math.min(1, Math.max(0, (edge - 14) / 50));
                double paper = 4 * BackgroundPainter.noise(column, row, salt);
                for (int channel = 0; channel < 3; channel++) {
                    double wash = 250 - paper - 0.3 * (255 - pixels[3 * at + channel]);
                    pixels[3 * at + channel] = wash * (1 - ink) + 35 * ink;
                }
            }
        }
    }

    private static void blur(double[] pixels, int side, int radius) {
        double[] rows = new double[pixels.length];
        box(pixels, rows, side, radius, 3, 3 * side);
        box(rows, pixels, side, radius, 3 * side, 3);
    }

    /** The mean of {@code 2 radius + 1} neighbours along one axis, the border repeated. */
    private static void box(double[] from, double[] to, int side, int radius, int step, int lineStep) {
        for (int line = 0; line < side; line++) {
            for (int channel = 0; channel < 3; channel++) {
                int start = line * lineStep + channel;
                for (int i = 0; i < side; i++) {
                    double sum = 0;
                    for (int d = -radius; d <= radius; d++) {
                        sum += from[start + step * Math.max(0, Math.min(side - 1, i + d))];
                    }
                    to[start + step * i] = sum / (2 * radius + 1);
                }
            }
        }
    }

    private static void blocks(double[] pixels, int side, int block) {
        for (int top = 0; top < side; top += block) {
            for (int left = 0; left < side; left += block) {
                int bottom = Math.min(side, top + block);
                int right = Math.min(side, left + block);
                for (int channel = 0; channel < 3; channel++) {
                    double sum = 0;
                    for (int row = top; row < bottom; row++) {
                        for (int column = left; column < right; column++) {
                            sum += pixels[3 * (row * side + column) + channel];
                        }
                    }
                    double mean = sum / ((bottom - top) * (right - left));
                    for (int row = top; row < bottom; row++) {
                        for (int column = left; column < right; column++) {
                            pixels[3 * (row * side + column) + channel] = mean;
                        }
                    }
                }
            }
        }
    }
}

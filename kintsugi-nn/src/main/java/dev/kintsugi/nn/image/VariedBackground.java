package dev.kintsugi.nn.image;

import dev.kintsugi.core.random.KeyedRandom;

/** Backgrounds as floors and blankets have them: two muted colours, smooth noise between them, and grain. */
final class VariedBackground {
    private static final int MOST_CELLS = 8;
    private static final double PLAIN_SHARE = 0.3;

    private VariedBackground() {}

    /** Returns red, green and blue per pixel, {@code [height, width, 3]}, in {@code [0, 255]}. */
    static float[] paint(int width, int height, KeyedRandom random) {
        double[] one = muted(random);
        double[] other = muted(random);
        int columns = 1 + random.nextInt(MOST_CELLS);
        int rows = 1 + random.nextInt(MOST_CELLS);
        double[] corners = new double[(columns + 1) * (rows + 1)];
        for (int i = 0; i < corners.length; i++) {
            corners[i] = random.nextDouble();
        }
        double grain = 30 * random.nextDouble() * random.nextDouble();
        boolean plain = random.nextDouble() < PLAIN_SHARE;
        float[] painted = new float[3 * width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double share = plain
                        ? 0
                        : noise(corners, columns, rows, (x + 0.5) / width * columns, (y + 0.5) / height * rows);
                double speck = (2 * random.nextDouble() - 1) * grain;
                for (int channel = 0; channel < 3; channel++) {
                    double value = one[channel] * (1 - share) + other[channel] * share + speck;
                    painted[(y * width + x) * 3 + channel] = (float) Math.max(0, Math.min(255, value));
                }
            }
        }
        return painted;
    }

    /** Interpolates smoothly between random values at the corners of a grid. */
    private static double noise(double[] corners, int columns, int rows, double x, double y) {
        int column = Math.min((int) x, columns - 1);
        int row = Math.min((int) y, rows - 1);
        double right = smooth(x - column);
        double down = smooth(y - row);
        int at = row * (columns + 1) + column;
        double above = corners[at] * (1 - right) + corners[at + 1] * right;
        double below = corners[at + columns + 1] * (1 - right) + corners[at + columns + 2] * right;
        return above * (1 - down) + below * down;
    }

    private static double smooth(double t) {
        return t * t * (3 - 2 * t);
    }

    /** Returns a colour near grey, rather warm than cold. */
    private static double[] muted(KeyedRandom random) {
        double grey = 30 + 225 * random.nextDouble();
        double strength = 60 * random.nextDouble();
        return new double[] {
            grey + (random.nextDouble() - 0.4) * strength,
            grey + (random.nextDouble() - 0.5) * strength,
            grey + (random.nextDouble() - 0.6) * strength
        };
    }
}

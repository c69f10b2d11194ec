package dev.kintsugi.engine.made;

import dev.kintsugi.core.random.KeyedRandom;

/** Paints the background of a scene. */
@SuppressWarnings("EnumOrdinal") // values of attributes are numbered in the order of their constants
final class BackgroundPainter {
    private static final double[] PAPER = {238, 236, 230};

    private BackgroundPainter() {}

    /**
     * Fills the image.
     *
     * @param pixels red, green and blue per pixel, {@code [side, side, 3]}, in {@code [0, 255]}
     */
    static void paint(double[] pixels, int side, Scene scene, KeyedRandom random) {
        Place place = Place.values()[scene.valueOr(Attribute.PLACE, Place.PAPER.ordinal())];
        double light = 0.94 + 0.12 * random.nextDouble();
        double shiftX = random.nextDouble();
        double shiftY = random.nextDouble();
        int salt = (int) random.nextLong();
        double[] tone = new double[3];
        for (int row = 0; row < side; row++) {
            double v = (row + 0.5) / side;
            for (int column = 0; column < side; column++) {
                double u = (column + 0.5) / side;
                tone(place, u, v, shiftX, shiftY, salt, tone);
                double grain = 6 * (noise(column, row, salt) - 0.5);
                int at = 3 * (row * side + column);
                pixels[at] = tone[0] * light + grain;
                pixels[at + 1] = tone[1] * light + grain;
                pixels[at + 2] = tone[2] * light + grain;
            }
        }
    }

    private static void tone(Place place, double u, double v, double shiftX, double shiftY, int salt, double[] into) {
        switch (place) {
            case PAPER -> set(into, PAPER[0], PAPER[1], PAPER[2]);
            case SKY -> {
                double cloud = smooth(u * 3 + shiftX * 9, v * 5 + shiftY * 9, salt);
                double white = cloud > 0.6 ? Math.min(1, (cloud - 0.6) * 5) : 0;
                mix(into, 120 + 60 * v, 175 + 40 * v, 232 + 8 * v, 250, 250, 252, white);
            }
            case MEADOW -> {
                double blade = smooth(u * 22 + shiftX * 9, v * 7 + shiftY * 9, salt);
                mix(into, 92, 148, 62, 146, 190, 92, blade);
            }
            case SAND -> {
                double speck = smooth(u * 26 + shiftX * 9, v * 26 + shiftY * 9, salt);
                mix(into, 226, 200, 150, 196, 164, 112, speck > 0.68 ? 0.9 : speck * 0.35);
            }
            case WATER -> {
                double bend = smooth(u * 4 + shiftX * 9, v * 3, salt);
                double wave = triangle(v * 8 + bend * 1.1 + shiftY);
                mix(into, 38, 92, 118, 88, 148, 168, wave * wave);
            }
            case SNOW -> {
                double drift = smooth(u * 4 + shiftX * 9, v * 4 + shiftY * 9, salt);
                mix(into, 250, 252, 255, 204, 216, 236, drift * 0.7);
            }
            case WALL -> {
                double y = v * 7 + shiftY;
                int course = (int) Math.floor(y);
                double x = u * 4 + shiftX + 0.5 * (course & 1);
                boolean mortar = y - course < 0.14 || x - Math.floor(x) < 0.07;
                double shade = noise((int) Math.floor(x), course, salt);
                if (mortar) {
                    set(into, 206, 200, 192);
                } else {
                    mix(into, 164, 92, 74, 188, 118, 98, shade);
                }
            }
            case WOOD -> {
                double x = u * 4 + shiftX;
                int board = (int) Math.floor(x);
                double grain = smooth(x * 5, v * 2 + 7 * noise(board, 3, salt), salt);
                if (x - board < 0.06) {
                    set(into, 96, 66, 40);
                } else {
                    mix(into, 202, 160, 108, 170, 124, 76, grain);
                }
            }
        }
    }

    private static void set(double[] into, double red, double green, double blue) {
        into[0] = red;
        into[1] = green;
        into[2] = blue;
    }

    private static void mix(
            double[] into,
            double red,
            double green,
            double blue,
            double otherRed,
            double otherGreen,
            double otherBlue,
            double share) {
        into[0] = red + share * (otherRed - red);
        into[1] = green + share * (otherGreen - green);
        into[2] = blue + share * (otherBlue - blue);
    }

    /** A wave between 0 and 1 with period 1. */
    private static double triangle(double value) {
        double fraction = value - Math.floor(value);
        return fraction < 0.5 ? 2 * fraction : 2 - 2 * fraction;
    }

    /** Value noise in {@code [0, 1)}: random corners of a unit lattice, blended smoothly. */
    private static double smooth(double x, double y, int salt) {
        int column = (int) Math.floor(x);
        int row = (int) Math.floor(y);
        double fx = x - column;
        double fy = y - row;
        fx = fx * fx * (3 - 2 * fx);
        fy = fy * fy * (3 - 2 * fy);
        double top = noise(column, row, salt) * (1 - fx) + noise(column + 1, row, salt) * fx;
        double bottom = noise(column, row + 1, salt) * (1 - fx) + noise(column + 1, row + 1, salt) * fx;
        return top * (1 - fy) + bottom * fy;
    }

    /** A number in {@code [0, 1)} that depends on the arguments alone. */
    static double noise(int x, int y, int salt) {
        int hash = x * 0x27d4eb2d ^ y * 0x165667b1 ^ salt;
        hash = (hash ^ (hash >>> 15)) * 0x2c1b3c6d;
        hash = (hash ^ (hash >>> 12)) * 0x297a2d39;
        return (hash >>> 8) * 0x1.0p-24;
    }
}

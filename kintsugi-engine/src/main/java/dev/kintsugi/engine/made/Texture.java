package dev.kintsugi.engine.made;

/** How an object is filled. */
public enum Texture {
    /** One even colour. */
    SOLID,
    /** Diagonal stripes of the colour and its contrast. */
    STRIPED,
    /** Dots of the contrast on the colour. */
    DOTTED,
    /** A chessboard of the colour and its contrast. */
    CHECKERED,
    /** Only the rim is drawn, the background shows through. */
    OUTLINED;

    /** Side of one repeat of a pattern, in radii of the object. */
    private static final double PERIOD = 0.62;

    /** Returns whether the point carries the contrast instead of the colour. */
    boolean isContrast(double x, double y) {
        return switch (this) {
            case SOLID, OUTLINED -> false;
            case STRIPED -> fraction((x + y) / (PERIOD * 1.1)) < 0.45;
            case DOTTED -> {
                double u = fraction(x / PERIOD) - 0.5;
                double v = fraction(y / PERIOD) - 0.5;
                yield u * u + v * v < 0.09;
            }
            case CHECKERED -> (fraction(x / PERIOD) < 0.5) ^ (fraction(y / PERIOD) < 0.5);
        };
    }

    private static double fraction(double value) {
        return value - Math.floor(value);
    }
}

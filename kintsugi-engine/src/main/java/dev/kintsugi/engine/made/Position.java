package dev.kintsugi.engine.made;

/** Where in the image the objects are. */
public enum Position {
    /** In the middle. */
    MIDDLE(0.5, 0.5),
    /** On the left. */
    LEFT(0.27, 0.5),
    /** On the right. */
    RIGHT(0.73, 0.5),
    /** At the top. */
    TOP(0.5, 0.27),
    /** At the bottom. */
    BOTTOM(0.5, 0.73);

    private final double x;
    private final double y;

    Position(double x, double y) {
        this.x = x;
        this.y = y;
    }

    /** Returns the horizontal centre in sides of the image. */
    double x() {
        return x;
    }

    /** Returns the vertical centre in sides of the image. */
    double y() {
        return y;
    }
}

package dev.kintsugi.engine.made;

/** How large an object is drawn. */
public enum ObjectSize {
    /** About a third of the image across. */
    SMALL(0.17),
    /** About half of the image across. */
    MEDIUM(0.235),
    /** Nearly two thirds of the image across. */
    LARGE(0.31);

    private final double radius;

    ObjectSize(double radius) {
        this.radius = radius;
    }

    /** Returns the radius of a single object in sides of the image. */
    double radius() {
        return radius;
    }
}

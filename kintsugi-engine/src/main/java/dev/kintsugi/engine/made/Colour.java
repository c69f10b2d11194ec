package dev.kintsugi.engine.made;

/** The colour of an object. */
public enum Colour {
    /** Red. */
    RED(214, 34, 38),
    /** Orange. */
    ORANGE(244, 132, 20),
    /** Yellow. */
    YELLOW(245, 220, 40),
    /** Green. */
    GREEN(38, 150, 52),
    /** Cyan. */
    CYAN(50, 205, 215),
    /** Blue. */
    BLUE(34, 70, 205),
    /** Purple. */
    PURPLE(130, 44, 170),
    /** Pink. */
    PINK(247, 140, 186),
    /** Brown. */
    BROWN(120, 72, 30),
    /** Black. */
    BLACK(26, 26, 28);

    private final int red;
    private final int green;
    private final int blue;

    Colour(int red, int green, int blue) {
        this.red = red;
        this.green = green;
        this.blue = blue;
    }

    /** Returns red, green and blue in {@code [0, 255]}. */
    double[] rgb() {
        return new double[] {red, green, blue};
    }
}

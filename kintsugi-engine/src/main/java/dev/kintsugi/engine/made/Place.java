package dev.kintsugi.engine.made;

/** The background of a scene. */
public enum Place {
    /** A plain sheet of paper. */
    PAPER,
    /** The sky with a few clouds. */
    SKY,
    /** A green meadow. */
    MEADOW,
    /** A sandy beach. */
    SAND,
    /** Dark water with waves. */
    WATER,
    /** Fresh snow. */
    SNOW,
    /** A brick wall. */
    WALL,
    /** Wooden boards. */
    WOOD
}

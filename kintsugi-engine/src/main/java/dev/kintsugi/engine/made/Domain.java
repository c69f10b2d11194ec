package dev.kintsugi.engine.made;

/** The way in which images are taken; a change of it is a domain shift. */
public enum Domain {
    /** As drawn, with the faint grain of a camera. */
    PHOTO,
    /** Dark outlines on white paper with a pale wash of the colours. */
    SKETCH,
    /** Dark and bluish. */
    NIGHT,
    /** With strong grain. */
    NOISY,
    /** Every value inverted. */
    NEGATIVE,
    /** With little contrast, as if bleached by the sun. */
    FADED,
    /** Out of focus. */
    BLURRED,
    /** In coarse square blocks. */
    PIXELATED
}

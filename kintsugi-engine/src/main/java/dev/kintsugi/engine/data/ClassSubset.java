package dev.kintsugi.engine.data;

/** Which classes of a source are kept; labels count from 0 within those that are kept. */
public enum ClassSubset {
    /** Every class. */
    ALL,
    /** The classes to learn from. */
    BASE,
    /** The classes that are held out. */
    NOVEL
}

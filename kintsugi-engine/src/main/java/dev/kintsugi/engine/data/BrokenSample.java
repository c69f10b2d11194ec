package dev.kintsugi.engine.data;

/** What happens to a sensor window or a sound that cannot be used as it stands. */
public enum BrokenSample {
    /** The first one stops the experiment before it begins. */
    ERROR,
    /** The row is left out, with all its modalities. */
    SKIP,
    /** The modality counts as missing in that row; the others stay. */
    MISSING,
    /**
     * The gap is filled: in a channel of a window by a straight line between its neighbours, at an end by the nearest
     * value, in a channel without any number by 0; what a cut-off sound lacks by silence.
     */
    FILL
}

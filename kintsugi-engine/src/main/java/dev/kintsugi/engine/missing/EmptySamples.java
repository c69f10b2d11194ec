package dev.kintsugi.engine.missing;

/** What happens with a row that has no modality at all. */
public enum EmptySamples {
    /** It is an error. */
    FAIL,
    /** It is left out and counted. */
    SKIP
}

package dev.kintsugi.core.data;

/** Frozen features, one vector per row. Implementations may be memory-mapped; reading is thread-safe. */
public interface FeatureTable {
    /** Returns the number of rows. */
    int rows();

    /** Returns the number of values of a row. */
    int width();

    /** Copies one row into {@code into} from {@code offset} on. */
    void copyRow(int row, float[] into, int offset);
}

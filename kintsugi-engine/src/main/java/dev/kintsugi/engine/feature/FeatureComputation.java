package dev.kintsugi.engine.feature;

import java.util.function.Supplier;

/** Computes the features of rows, batch by batch, and several batches at once if it likes. */
public interface FeatureComputation {
    /** Returns the number of rows that are asked for at once. */
    int batchSize();

    /** Returns the number of batches that may be begun before the first of them is asked for; at least 1. */
    int batchesAtOnce();

    /**
     * Begins a batch; may work on other threads and returns at once.
     *
     * @param rows row numbers, at least one and at most {@link #batchSize}
     * @return waits for the features of the rows, row after row, all rows equally wide; called once
     */
    Supplier<float[]> begin(int[] rows);
}

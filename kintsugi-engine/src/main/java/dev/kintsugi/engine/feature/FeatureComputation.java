package dev.kintsugi.engine.feature;

import java.util.function.Supplier;

/**
 * Computes the features of rows, batch by batch.
 *
 * <p>A batch has two stages, so that samples can be read while the model works on the batch before: {@link #begin} may
 * start reading on other threads and returns at once; the supplier it returns waits for that and runs the model.
 */
public interface FeatureComputation {
    /** Returns the number of rows that are asked for at once. */
    int batchSize();

    /**
     * Begins a batch.
     *
     * @param rows row numbers, at least one and at most {@link #batchSize}
     * @return gives the features of the rows, row after row, all rows equally wide; called once
     */
    Supplier<float[]> begin(int[] rows);
}

package dev.kintsugi.testkit;

import dev.kintsugi.core.data.FeatureTable;

/**
 * Features in memory.
 *
 * @param width values per row
 * @param values {@code [rows, width]}, row-major
 */
@SuppressWarnings("ArrayRecordComponent") // test data, never compared
public record ArrayFeatures(int width, float[] values) implements FeatureTable {
    @Override
    public int rows() {
        return values.length / width;
    }

    @Override
    public void copyRow(int row, float[] into, int offset) {
        System.arraycopy(values, row * width, into, offset, width);
    }
}

package dev.kintsugi.engine.feature;

import dev.kintsugi.core.data.FeatureTable;
import java.util.Objects;

/** Features in memory, for tables too small to be worth a file. */
public final class ArrayFeatures implements FeatureTable {
    private final int width;
    private final float[] values;

    /**
     * Copies the values.
     *
     * @param width values per row, greater than 0
     * @param values row after row; the length is a multiple of {@code width}
     */
    public ArrayFeatures(int width, float[] values) {
        if (width <= 0 || values.length % width != 0) {
            throw new IllegalArgumentException(
                    "the width must be greater than 0 and divide the number of values, but was " + width + " for "
                            + values.length + " values");
        }
        this.width = width;
        this.values = values.clone();
    }

    @Override
    public int rows() {
        return values.length / width;
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public void copyRow(int row, float[] into, int offset) {
        Objects.checkIndex(row, rows());
        System.arraycopy(values, row * width, into, offset, width);
    }
}

package dev.kintsugi.core.parameter;

import java.util.Arrays;

/** An immutable array of 32-bit floats with a shape, row-major. Equal when shape and every bit are equal. */
public final class FloatArray {
    private final long[] shape;
    private final float[] values;

    private FloatArray(long[] shape, float[] values) {
        this.shape = shape;
        this.values = values;
    }

    /** Returns an array that owns copies of {@code shape} and {@code values}. */
    public static FloatArray copyOf(long[] shape, float[] values) {
        return owning(shape.clone(), values.clone());
    }

    /** Returns an array that takes over {@code values} without a copy; the caller must not write to them again. */
    public static FloatArray owning(long[] shape, float[] values) {
        if (size(shape) != values.length) {
            throw new IllegalArgumentException("shape " + Arrays.toString(shape) + " holds " + size(shape)
                    + " values, but " + values.length + " were given");
        }
        return new FloatArray(shape, values);
    }

    /** Returns an array of zeros. */
    public static FloatArray zeros(long... shape) {
        return new FloatArray(shape.clone(), new float[size(shape)]);
    }

    static int size(long[] shape) {
        long size = 1;
        for (long dimension : shape) {
            size = Math.multiplyExact(size, dimension);
        }
        return Math.toIntExact(size);
    }

    /** Returns a copy of the dimensions. */
    public long[] shape() {
        return shape.clone();
    }

    /** Returns the number of values. */
    public int size() {
        return values.length;
    }

    /** Returns the value at a flat index. */
    public float get(int index) {
        return values[index];
    }

    /** Returns a copy of the values, row-major. */
    public float[] toArray() {
        return values.clone();
    }

    /** Copies all values into {@code into} from {@code offset} on. */
    public void copyTo(float[] into, int offset) {
        System.arraycopy(values, 0, into, offset, values.length);
    }

    /** Returns the flat index of the first value that is NaN or infinite, or -1. */
    public int firstNotFinite() {
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FloatArray that
                && Arrays.equals(shape, that.shape)
                && Arrays.equals(values, that.values); // Arrays.equals compares floats by their bits
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(shape) + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "FloatArray" + Arrays.toString(shape);
    }
}

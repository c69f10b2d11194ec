package dev.kintsugi.core.safetensors;

/**
 * One tensor as the header of a safetensors file describes it.
 *
 * @param name name of the tensor
 * @param type name of the element type in the file, such as {@code F32}
 * @param shape dimensions; empty for a scalar
 * @param begin first byte, counted from the end of the header
 * @param end byte after the last
 */
public record TensorEntry(String name, String type, long[] shape, long begin, long end) {
    /** Copies {@code shape}. */
    public TensorEntry {
        shape = shape.clone();
    }

    /** Returns a copy of the dimensions. */
    @Override
    public long[] shape() {
        return shape.clone();
    }

    /** Returns the number of elements. */
    public long elements() {
        long elements = 1;
        for (long dimension : shape) {
            elements = Math.multiplyExact(elements, dimension);
        }
        return elements;
    }
}

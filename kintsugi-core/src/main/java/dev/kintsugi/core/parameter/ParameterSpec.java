package dev.kintsugi.core.parameter;

import java.util.Optional;

/**
 * A trainable parameter as a method declares it.
 *
 * @param name dotted name, unique within the method
 * @param shape dimensions without the client axis
 * @param scope whether it travels
 * @param modality the modality it serves, so that aggregation can weigh only the clients that own that modality; empty
 *     for all
 */
public record ParameterSpec(String name, long[] shape, Scope scope, Optional<Modality> modality) {
    /** Copies {@code shape}. */
    public ParameterSpec {
        shape = shape.clone();
    }

    /** Returns a copy of the dimensions. */
    @Override
    public long[] shape() {
        return shape.clone();
    }

    /** Returns the number of values. */
    public int size() {
        return FloatArray.size(shape);
    }
}

package dev.kintsugi.core.parameter;

import java.util.Arrays;
import java.util.Optional;

/**
 * A trainable parameter as a method declares it.
 *
 * @param name dotted name, unique within the method
 * @param shape dimensions without the client axis; {@code -n} for one that is n at the start and may change from round
 *     to round
 * @param scope whether it travels
 * @param modality the modality it serves, so that aggregation can weigh only the clients that own that modality; empty
 *     for all
 */
public record ParameterSpec(String name, long[] shape, Scope scope, Optional<Modality> modality) {
    /** Stands before the name of a parameter in the name of its optimiser's momentum. */
    public static final String MOMENTUM = "momentum.";

    /** Copies {@code shape}. */
    public ParameterSpec {
        shape = shape.clone();
    }

    /** Returns a copy of the dimensions. */
    @Override
    public long[] shape() {
        return shape.clone();
    }

    /** Returns the number of values at the start. */
    public int size() {
        return FloatArray.size(Arrays.stream(shape).map(Math::abs).toArray());
    }

    /** Returns whether a value may have these dimensions. */
    public boolean accepts(long[] dimensions) {
        boolean fits = dimensions.length == shape.length;
        for (int i = 0; fits && i < shape.length; i++) {
            fits = shape[i] < 0 ? dimensions[i] > 0 : dimensions[i] == shape[i];
        }
        return fits;
    }
}

package dev.kintsugi.core.error;

import java.util.Arrays;

/** A tensor or parameter has another shape than expected. */
public final class ShapeException extends KintsugiException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the error.
     *
     * @param place where: a file, a method, a stage
     * @param tensor name of the tensor or parameter
     */
    public ShapeException(String place, String tensor, long[] expected, long[] found) {
        super(
                ExitCode.SHAPE,
                place + ": tensor '" + tensor + "' has shape " + Arrays.toString(found) + ", expected "
                        + Arrays.toString(expected),
                null);
    }
}

package dev.kintsugi.nn.tensor;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/** A function of one tensor that is not trained, such as an image tower, for callers that hold plain arrays. */
@FunctionalInterface
public interface FrozenFunction {
    /**
     * Applies the function; called inside a {@link PointerScope}, without recording gradients.
     *
     * @return the result, which may be the argument itself
     */
    Tensor apply(Tensor argument);

    /**
     * Applies the function to an array.
     *
     * @param values row-major
     * @return the result, laid flat, row-major
     */
    default float[] applyTo(float[] values, long... shape) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard frozen = new NoGradGuard()) {
            return TensorBridge.floats(apply(TensorBridge.tensor(values, shape)));
        }
    }
}

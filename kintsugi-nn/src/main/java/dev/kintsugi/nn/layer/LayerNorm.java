package dev.kintsugi.nn.layer;

import static org.bytedeco.pytorch.global.torch.layer_norm;

import dev.kintsugi.nn.tensor.Weights;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;

/** Layer normalisation over the last dimension. Borrows its tensors from a {@link Weights}. */
public final class LayerNorm {
    private final long[] width;
    private final double epsilon;
    private final TensorOptional weight;
    private final TensorOptional bias;

    /**
     * Creates the layer.
     *
     * @param name prefix of {@code .weight} and {@code .bias}
     */
    public LayerNorm(Weights weights, String name, int width, double epsilon) {
        this.width = new long[] {width};
        this.epsilon = epsilon;
        this.weight = weights.own(new TensorOptional(weights.get(name + ".weight", width)));
        this.bias = weights.own(new TensorOptional(weights.get(name + ".bias", width)));
    }

    /** Returns the scale, {@code [width]}. */
    public Tensor weight() {
        return weight.get();
    }

    /** Returns the shift, {@code [width]}. */
    public Tensor bias() {
        return bias.get();
    }

    /** Returns what is added to the variance. */
    public double epsilon() {
        return epsilon;
    }

    /** Returns the normalised input, {@code [..., width]}. */
    public Tensor apply(Tensor input) {
        return layer_norm(input, width, weight, bias, epsilon, true);
    }
}

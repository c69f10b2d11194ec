package dev.kintsugi.methods.block;

import static org.bytedeco.pytorch.global.torch.gelu;
import static org.bytedeco.pytorch.global.torch.layer_norm;
import static org.bytedeco.pytorch.global.torch.matmul;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;

/** Layers with weights of its own for every client of a block. */
public final class BlockLayers {
    private BlockLayers() {}

    /**
     * Returns {@code x Wᵀ + b} per client, {@code [clients, rows, out]}.
     *
     * @param input {@code [clients, rows, in]}
     * @param weight {@code [clients, out, in]}
     * @param bias {@code [clients, out]}
     */
    public static Tensor linear(Tensor input, Tensor weight, Tensor bias) {
        return matmul(input, weight.transpose(1, 2)).add(bias.unsqueeze(1));
    }

    /** Returns {@link #linear} with the parameters {@code name.weight} and {@code name.bias}. */
    public static Tensor linear(BlockParameters parameters, String name, Tensor input) {
        return linear(input, parameters.get(name + ".weight"), parameters.get(name + ".bias"));
    }

    /** Returns Linear, GELU, Linear with the parameters {@code name.down} and {@code name.up}. */
    public static Tensor bottleneck(BlockParameters parameters, String name, Tensor input) {
        return linear(parameters, name + ".up", gelu(linear(parameters, name + ".down", input)));
    }

    /**
     * Returns layer normalisation over the last dimension with the parameters {@code name.weight} and
     * {@code name.bias}, {@code [clients, width]} each.
     *
     * @param input {@code [clients, rows, width]}
     */
    public static Tensor layerNorm(BlockParameters parameters, String name, Tensor input, double epsilon) {
        Tensor plain = layer_norm(
                input, new long[] {input.size(2)}, new TensorOptional(), new TensorOptional(), epsilon, true);
        return plain.mul(parameters.get(name + ".weight").unsqueeze(1))
                .add(parameters.get(name + ".bias").unsqueeze(1));
    }
}

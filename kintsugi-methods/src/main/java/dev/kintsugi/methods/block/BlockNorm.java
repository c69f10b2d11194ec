package dev.kintsugi.methods.block;

import static org.bytedeco.pytorch.global.torch.group_norm;
import static org.bytedeco.pytorch.global.torch.layer_norm;

import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;

/**
 * Normalisation with scale and shift of its own for every client of a block. It reads one sample only, so that neither
 * another sample nor another client nor padding changes a result; there is no batch normalisation for that reason.
 */
public final class BlockNorm {
    private BlockNorm() {}

    /**
     * Returns group normalisation (Wu and He, ECCV 2018): mean 0 and variance 1 over a group of channels and all places
     * of one sample, then scale and shift per channel; of the shape of {@code input}.
     *
     * <p>Parameters: {@code name.weight} and {@code name.bias}, {@code [clients, channels]} each.
     *
     * @param input {@code [clients, size, channels, length]} or {@code [clients, size, channels, height, width]}
     * @param groups divides the number of channels
     */
    public static Tensor group(BlockParameters parameters, String name, Tensor input, long groups, double epsilon) {
        Tensor normed = group_norm(
                SideBySide.channelsLast(input),
                input.size(0) * groups,
                new TensorOptional(parameters.get(name + ".weight").flatten(0, 1)),
                new TensorOptional(parameters.get(name + ".bias").flatten(0, 1)),
                epsilon,
                false);
        return SideBySide.apart(normed, input);
    }

    /**
     * Returns layer normalisation over the last dimension, of the shape of {@code input}.
     *
     * <p>Parameters: {@code name.weight} and {@code name.bias}, {@code [clients, width]} each.
     *
     * @param input {@code [clients, size, …, width]}, such as {@code [clients, size, tokens, width]}
     */
    public static Tensor layer(BlockParameters parameters, String name, Tensor input, double epsilon) {
        long width = input.size(input.dim() - 1);
        Tensor plain =
                layer_norm(input, new long[] {width}, new TensorOptional(), new TensorOptional(), epsilon, false);
        long[] shape = new long[Math.toIntExact(input.dim())];
        Arrays.fill(shape, 1);
        shape[0] = input.size(0);
        shape[shape.length - 1] = width;
        return plain.mul(parameters.get(name + ".weight").view(shape))
                .add(parameters.get(name + ".bias").view(shape));
    }
}

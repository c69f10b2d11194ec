package dev.kintsugi.methods.block;

import static org.bytedeco.pytorch.global.torch.conv1d;
import static org.bytedeco.pytorch.global.torch.conv2d;
import static org.bytedeco.pytorch.global.torch.stack;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;

/**
 * Convolutions with a kernel of its own for every client of a block, as PyTorch's {@code conv1d} and {@code conv2d} for
 * each client alone; dilation and groups are 1.
 *
 * <p>A block is one convolution whose groups are the clients: the samples are laid {@code [size, clients · channels,
 * …]}, so that no client's values meet another's kernel.
 */
public final class BlockConvolution {
    private BlockConvolution() {}

    /**
     * Returns the convolution of series, {@code [clients, size, out, length']} with {@code length' = ⌊(length + 2 ·
     * padding − kernel) / stride⌋ + 1}.
     *
     * <p>Parameters: {@code name.weight}, {@code [clients, out, channels, kernel]}, and, where there is one,
     * {@code name.bias}, {@code [clients, out]}.
     *
     * @param input {@code [clients, size, channels, length]}
     * @param padding zeros on both sides
     */
    public static Tensor series(BlockParameters parameters, String name, Tensor input, long stride, long padding) {
        return convolve(parameters, name, input, new long[] {stride}, new long[] {padding});
    }

    /**
     * Returns the convolution of pictures, {@code [clients, size, out, height', width']}.
     *
     * <p>Parameters: {@code name.weight}, {@code [clients, out, channels, kernel, kernel]}, and, where there is one,
     * {@code name.bias}, {@code [clients, out]}.
     *
     * @param input {@code [clients, size, channels, height, width]}
     * @param padding zeros on all sides
     */
    public static Tensor picture(BlockParameters parameters, String name, Tensor input, long stride, long padding) {
        return convolve(parameters, name, input, new long[] {stride, stride}, new long[] {padding, padding});
    }

    private static Tensor convolve(
            BlockParameters parameters, String name, Tensor input, long[] stride, long[] padding) {
        Tensor weight = parameters.get(name + ".weight");
        TensorOptional bias = new TensorOptional();
        if (parameters.contains(name + ".bias")) {
            bias = new TensorOptional(parameters.get(name + ".bias").flatten(0, 1));
        }
        return parameters.clients() == 1
                ? convolve(input.squeeze(0), weight.squeeze(0), bias, stride, padding, 1)
                        .unsqueeze(0)
                : grouped(input, weight, bias, stride, padding);
    }

    private static Tensor grouped(Tensor input, Tensor weight, TensorOptional bias, long[] stride, long[] padding) {
        long clients = weight.size(0);
        Tensor samples = input.transpose(0, 1).flatten(1, 2); // [size, clients · channels, …]
        return convolve(samples, weight.flatten(0, 1), bias, stride, padding, clients)
                .unflatten(1, new long[] {clients, -1})
                .transpose(0, 1);
    }

    /** The plain twin: one client after another. */
    static Tensor oneByOne(BlockParameters parameters, String name, Tensor input, long[] stride, long[] padding) {
        TensorVector outputs = new TensorVector();
        for (int k = 0; k < parameters.clients(); k++) {
            TensorOptional bias = parameters.contains(name + ".bias")
                    ? new TensorOptional(parameters.get(name + ".bias").select(0, k))
                    : new TensorOptional();
            Tensor weight = parameters.get(name + ".weight").select(0, k);
            outputs.push_back(convolve(input.select(0, k), weight, bias, stride, padding, 1));
        }
        return stack(outputs, 0);
    }

    private static Tensor convolve(
            Tensor input, Tensor weight, TensorOptional bias, long[] stride, long[] padding, long groups) {
        return stride.length == 1
                ? conv1d(input, weight, bias, stride, padding, new long[] {1}, groups)
                : conv2d(input, weight, bias, stride, padding, new long[] {1, 1}, groups);
    }
}

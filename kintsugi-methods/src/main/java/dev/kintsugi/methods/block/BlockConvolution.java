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
 * <p>A block is one convolution whose groups are the clients ({@link SideBySide}), so that no client's values meet
 * another's kernel.
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
        Tensor samples = SideBySide.channelsLast(input);
        Tensor output = conv2d(
                samples,
                stride.length == 1 ? weight.flatten(0, 1).unsqueeze(2) : weight.flatten(0, 1),
                bias,
                SideBySide.inTwo(stride, 1),
                SideBySide.inTwo(padding, 0),
                new long[] {1, 1},
                weight.size(0));
        return SideBySide.apart(output, input);
    }

    /** The plain twin: one client after another. */
    static Tensor oneByOne(BlockParameters parameters, String name, Tensor input, long[] stride, long[] padding) {
        TensorVector outputs = new TensorVector();
        for (int k = 0; k < parameters.clients(); k++) {
            TensorOptional bias = parameters.contains(name + ".bias")
                    ? new TensorOptional(parameters.get(name + ".bias").select(0, k))
                    : new TensorOptional();
            Tensor weight = parameters.get(name + ".weight").select(0, k);
            outputs.push_back(
                    stride.length == 1
                            ? conv1d(input.select(0, k), weight, bias, stride, padding, new long[] {1}, 1)
                            : conv2d(input.select(0, k), weight, bias, stride, padding, new long[] {1, 1}, 1));
        }
        return stack(outputs, 0);
    }
}

package dev.kintsugi.methods.block;

import static org.bytedeco.pytorch.global.torch.adaptive_avg_pool1d;
import static org.bytedeco.pytorch.global.torch.adaptive_avg_pool2d;
import static org.bytedeco.pytorch.global.torch.max_pool1d;
import static org.bytedeco.pytorch.global.torch.max_pool2d;

import java.util.Arrays;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;

/**
 * Pooling over the places of a sample. It has no parameters, so clients and samples are one dimension to it.
 *
 * <p>Shapes: a series is {@code [clients, size, channels, length]}, a picture {@code [clients, size, channels, height,
 * width]}.
 */
public final class BlockPooling {
    private static final int PLACES = 3; // the first dimension of places

    private BlockPooling() {}

    /**
     * Returns the greatest value of every {@code kernel} places that follow each other, in all dimensions of places;
     * what is left over at the end is dropped.
     *
     * @param input series or pictures
     */
    public static Tensor maximum(Tensor input, long kernel) {
        return maximum(input, kernel, kernel, 0);
    }

    /**
     * Returns the greatest value of windows of {@code kernel} places.
     *
     * @param input series or pictures
     * @param stride places from one window to the next
     * @param padding places beyond each end, which never are the greatest; at most half of {@code kernel}
     */
    public static Tensor maximum(Tensor input, long kernel, long stride, long padding) {
        int dimensions = places(input);
        Tensor pooled = max_pool2d(
                SideBySide.channelsLast(input),
                SideBySide.inTwo(dimensions, kernel, 1),
                SideBySide.inTwo(dimensions, stride, 1),
                SideBySide.inTwo(dimensions, padding, 0),
                new long[] {1, 1},
                false);
        return SideBySide.apart(pooled, input);
    }

    /** The plain twin for series. */
    static Tensor plainMaximum(Tensor input, long kernel, long stride, long padding) {
        long[] one = {1};
        Tensor samples = input.flatten(0, 1);
        return max_pool1d(samples, new long[] {kernel}, new long[] {stride}, new long[] {padding}, one, false)
                .unflatten(0, new long[] {input.size(0), input.size(1)});
    }

    /**
     * Returns the mean over all places, {@code [clients, size, channels]}.
     *
     * @param input series or pictures
     */
    public static Tensor mean(Tensor input) {
        return input.mean(LongStream.range(PLACES, input.dim()).toArray());
    }

    /**
     * Returns means over {@code places} equal parts of each dimension of places, as PyTorch's adaptive average pooling:
     * part i reaches from {@code ⌊i · length / places⌋} to {@code ⌈(i + 1) · length / places⌉}.
     *
     * @param input series or pictures
     */
    public static Tensor adaptiveMean(Tensor input, long places) {
        Tensor samples = input.flatten(0, 1);
        Tensor pooled = places(input) == 1
                ? adaptive_avg_pool1d(samples, places)
                : adaptive_avg_pool2d(samples, places, places);
        return pooled.unflatten(0, new long[] {input.size(0), input.size(1)});
    }

    /** Returns the number of dimensions of places. */
    private static int places(Tensor input) {
        int dimensions = Math.toIntExact(input.dim()) - PLACES;
        if (dimensions != 1 && dimensions != 2) {
            throw new IllegalArgumentException("shape " + Arrays.toString(input.shape())
                    + " is neither of series [clients, size, channels, length] nor of pictures"
                    + " [clients, size, channels, height, width]");
        }
        return dimensions;
    }
}

package dev.kintsugi.methods.block;

import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.MemoryFormat;

/**
 * The clients of a block laid beside each other as channels of one batch, {@code [size, clients · channels, height,
 * width]}; a series has height 1.
 *
 * <p>In memory the channels come last: that is how libtorch's convolutions and pooling are fastest on a processor, and
 * what recurrent units read next. Layers that follow each other pass views on, nothing is copied in between.
 */
final class SideBySide {
    private static final int SERIES = 4;

    private SideBySide() {}

    /**
     * Returns samples in this form, channels last in memory.
     *
     * @param input {@code [clients, size, channels, length]} or {@code [clients, size, channels, height, width]}
     */
    static Tensor channelsLast(Tensor input) {
        Tensor samples = input.transpose(0, 1).flatten(1, 2);
        return (input.dim() == SERIES ? samples.unsqueeze(2) : samples).contiguous(MemoryFormat.ChannelsLast);
    }

    /**
     * Returns the samples of the clients again, {@code [clients, size, …]}.
     *
     * @param samples in this form
     * @param like a tensor of the same clients, of as many dimensions as the result
     */
    static Tensor apart(Tensor samples, Tensor like) {
        Tensor places = like.dim() == SERIES ? samples.squeeze(2) : samples;
        return places.unflatten(1, new long[] {like.size(0), -1}).transpose(0, 1);
    }

    /** Returns a setting per dimension of places for height and width, {@code single} for the height of a series. */
    static long[] inTwo(long[] values, long single) {
        return values.length == 2 ? values : new long[] {single, values[0]};
    }

    /** Returns the same setting for all dimensions of places. */
    static long[] inTwo(int dimensions, long value, long single) {
        long[] values = new long[dimensions];
        Arrays.fill(values, value);
        return inTwo(values, single);
    }
}

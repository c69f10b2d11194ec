package dev.kintsugi.nn.pretrain;

import dev.kintsugi.core.random.KeyedRandom;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Pairs of pixels and captions, with all pixels held in memory as bytes: 12 KiB per image of 64 × 64.
 *
 * <p>The bytes are normalised when a batch is made, {@code (byte / 255 - mean) / deviation} per channel.
 */
public final class PixelPairs implements PairSource, AutoCloseable {
    /** Mean of each channel, RGB, in [0, 1]: OpenAI's. */
    public static final List<Double> MEAN = List.of(0.48145466, 0.4578275, 0.40821073);
    /** Standard deviation of each channel, RGB: OpenAI's. */
    public static final List<Double> DEVIATION = List.of(0.26862954, 0.26130258, 0.27577711);

    private final CaptionTable captions;
    private final byte[][] pixels;
    private final int side;
    private final Tensor factor;
    private final Tensor offset;

    /** Gives the pixels of one image. Called from several threads. */
    @FunctionalInterface
    public interface PixelReader {
        /** Returns {@code [3, side, side]} as unsigned bytes. */
        byte[] read(int row);
    }

    /** Reads all images. */
    public PixelPairs(CaptionTable captions, int side, PixelReader reader) {
        this.captions = captions;
        this.side = side;
        this.pixels = IntStream.range(0, captions.size())
                .parallel()
                .mapToObj(reader::read)
                .toArray(byte[][]::new);
        float[] factors = new float[3];
        float[] offsets = new float[3];
        for (int channel = 0; channel < 3; channel++) {
            factors[channel] = (float) (1 / 255.0 / DEVIATION.get(channel));
            offsets[channel] = (float) (-MEAN.get(channel) / DEVIATION.get(channel));
        }
        try (PointerScope scope = new PointerScope()) {
            this.factor = TensorBridge.keep(TensorBridge.tensor(factors, 1, 3, 1, 1));
            this.offset = TensorBridge.keep(TensorBridge.tensor(offsets, 1, 3, 1, 1));
        }
    }

    @Override
    public int size() {
        return captions.size();
    }

    @Override
    public PairBatch batch(int[] rows, KeyedRandom random) {
        return new PairBatch(images(rows), captions.tokens(rows), captions.numbers(rows));
    }

    /** Returns normalised images, {@code [batch, 3, side, side]}. */
    public Tensor images(int[] rows) {
        int size = 3 * side * side;
        byte[] bytes = new byte[rows.length * size];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(pixels[rows[i]], 0, bytes, i * size, size);
        }
        return TensorBridge.tensor(bytes, rows.length, 3, side, side)
                .to(ScalarType.Float)
                .mul(factor)
                .add(offset);
    }

    @Override
    public void close() {
        factor.close();
        offset.close();
    }
}

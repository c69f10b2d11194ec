package dev.kintsugi.nn.pretrain;

import static org.bytedeco.pytorch.global.torch.ones;

import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Square images with all pixels held in memory as bytes: 12 KiB per image of 64 × 64.
 *
 * <p>The bytes are normalised when a batch is made, {@code (byte / 255 - mean) / deviation} per channel.
 */
public final class PixelImages implements ImageSource, AutoCloseable {
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

    /**
     * Reads all images.
     *
     * @param mean of each channel, RGB, in [0, 1]
     * @param deviation of each channel, RGB, greater than 0
     */
    public PixelImages(int images, int side, PixelReader reader, List<Double> mean, List<Double> deviation) {
        this.side = side;
        this.pixels =
                IntStream.range(0, images).parallel().mapToObj(reader::read).toArray(byte[][]::new);
        float[] factors = new float[3];
        float[] offsets = new float[3];
        for (int channel = 0; channel < 3; channel++) {
            factors[channel] = (float) (1 / 255.0 / deviation.get(channel));
            offsets[channel] = (float) (-mean.get(channel) / deviation.get(channel));
        }
        try (PointerScope scope = new PointerScope()) {
            this.factor = TensorBridge.keep(TensorBridge.tensor(factors, 1, 3, 1, 1));
            this.offset = TensorBridge.keep(TensorBridge.tensor(offsets, 1, 3, 1, 1));
        }
    }

    /** Returns normalised images, {@code [batch, 3, side, side]}. */
    @Override
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

    /** Returns an image of ones, {@code [1, 3, side, side]}. */
    @Override
    public Tensor blank() {
        return ones(1, 3, side, side);
    }

    @Override
    public void close() {
        factor.close();
        offset.close();
    }
}

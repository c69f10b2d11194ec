package dev.kintsugi.nn.pretrain;

import dev.kintsugi.core.random.KeyedRandom;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** Pairs of pixels and captions, normalised as OpenAI's CLIP does. */
public final class PixelPairs implements PairSource, AutoCloseable {
    /** Mean of each channel, RGB, in [0, 1]: OpenAI's. */
    public static final List<Double> MEAN = List.of(0.48145466, 0.4578275, 0.40821073);
    /** Standard deviation of each channel, RGB: OpenAI's. */
    public static final List<Double> DEVIATION = List.of(0.26862954, 0.26130258, 0.27577711);

    private final CaptionTable captions;
    private final PixelImages images;

    /** Reads all images. */
    public PixelPairs(CaptionTable captions, int side, PixelImages.PixelReader reader) {
        this.captions = captions;
        this.images = new PixelImages(captions.size(), side, reader, MEAN, DEVIATION);
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
        return images.images(rows);
    }

    @Override
    public void close() {
        images.close();
    }
}

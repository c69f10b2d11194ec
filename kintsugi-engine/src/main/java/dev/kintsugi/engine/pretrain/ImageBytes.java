package dev.kintsugi.engine.pretrain;

import dev.kintsugi.nn.image.ResampleFilter;
import dev.kintsugi.nn.image.StretchTransform;
import dev.kintsugi.nn.pretrain.PixelImages;
import java.util.List;

/** Reads the images of pairs as bytes of one size. */
final class ImageBytes {
    private ImageBytes() {}

    /** Returns the transform to unsigned bytes at {@code side} × {@code side}. */
    static StretchTransform transform(int side) {
        return new StretchTransform(
                side, side, ResampleFilter.BICUBIC, 1, List.of(0.0, 0.0, 0.0), List.of(1.0, 1.0, 1.0));
    }

    static PixelImages.PixelReader reader(TrainingPairs pairs, int side) {
        StretchTransform bytes = transform(side);
        return pair -> {
            float[] values = new float[3 * side * side];
            bytes.apply(pairs.image(pair), values, 0);
            byte[] unsigned = new byte[values.length];
            for (int i = 0; i < values.length; i++) {
                unsigned[i] = (byte) (int) values[i];
            }
            return unsigned;
        };
    }
}

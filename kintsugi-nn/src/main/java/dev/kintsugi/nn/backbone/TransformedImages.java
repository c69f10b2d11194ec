package dev.kintsugi.nn.backbone;

import dev.kintsugi.nn.image.ImageTransform;
import dev.kintsugi.nn.tensor.FrozenFunction;
import java.awt.image.BufferedImage;
import java.util.List;

/**
 * Features of images by a transform to pixels and a frozen function of them.
 *
 * @param function pixels {@code [batch, 3, height, width]} to features {@code [batch, …]}, which are laid flat; called
 *     from several threads
 * @param width values per image
 */
public record TransformedImages(ImageTransform transform, FrozenFunction function, int width)
        implements SampleEncoder<BufferedImage> {
    @Override
    public String fingerprint() {
        return transform.fingerprint();
    }

    @Override
    public float[] encode(List<BufferedImage> images) {
        int size = 3 * transform.height() * transform.width();
        float[] pixels = new float[images.size() * size];
        for (int i = 0; i < images.size(); i++) {
            transform.apply(images.get(i), pixels, i * size);
        }
        return function.applyTo(pixels, images.size(), 3, transform.height(), transform.width());
    }
}

package dev.kintsugi.nn.backbone;

import dev.kintsugi.nn.image.ImageTransform;
import org.bytedeco.pytorch.Tensor;

/** The frozen image half of a two-tower model. */
public interface ImageTower {
    /** Returns the width of the joint space. */
    int embeddingWidth();

    /** Returns the transform that images go through before {@link #encode}. */
    ImageTransform transform();

    /**
     * Returns one feature per image, not normalised, {@code [batch, embedding]}.
     *
     * @param pixels {@code [batch, 3, height, width]}
     */
    Tensor encode(Tensor pixels);

    /**
     * Returns the features of the image's places in the joint space, not normalised, {@code [batch, tokens,
     * embedding]}.
     */
    Tensor encodeGrid(Tensor pixels);
}

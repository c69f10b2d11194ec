package dev.kintsugi.nn.pretrain;

import org.bytedeco.pytorch.Tensor;

/** The images of the pairs to train on, in the form that a model takes; results belong to the scope that is open. */
public interface ImageSource {
    /** Returns the images of some pairs, {@code [batch, …]}. */
    Tensor images(int[] rows);

    /** Returns the image that stands for a missing one, {@code [1, …]}. */
    Tensor blank();
}

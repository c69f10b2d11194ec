package dev.kintsugi.nn.prompt;

import static org.bytedeco.pytorch.global.torch.matmul;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;

/** The scores of a two-tower model: {@code scale · cos(image, class)}. */
public final class CosineScores {
    private CosineScores() {}

    /** Returns {@code features / ‖features‖₂} over the last dimension. */
    public static Tensor normalised(Tensor features) {
        return features.div(features.norm(new ScalarOptional(new Scalar(2.0)), new long[] {-1}, true));
    }

    /**
     * Returns the scores, {@code [clients, batch, classes]}.
     *
     * @param images normalised image features, {@code [clients, batch, embedding]} or with one client for all
     * @param classes class features, not normalised, {@code [clients, classes, embedding]}
     */
    public static Tensor of(Tensor images, Tensor classes, double scale) {
        return matmul(images, normalised(classes).transpose(1, 2)).mul(new Scalar(scale));
    }
}

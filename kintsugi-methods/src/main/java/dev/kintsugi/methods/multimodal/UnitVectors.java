package dev.kintsugi.methods.multimodal;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** Vectors of length 1, whose products are cosines. */
public final class UnitVectors {
    private static final double EPSILON = 1e-12; // of the squared length: a zero vector stays zero, with a gradient

    private UnitVectors() {}

    /** Returns vectors divided by their lengths, over the last dimension. */
    public static Tensor of(Tensor vectors) {
        Tensor squares = vectors.square().sum(-1).unsqueeze(-1);
        return vectors.div(squares.add(new Scalar(EPSILON)).sqrt());
    }
}

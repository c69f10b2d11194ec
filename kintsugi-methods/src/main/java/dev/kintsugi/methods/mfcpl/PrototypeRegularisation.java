package dev.kintsugi.methods.mfcpl;

import dev.kintsugi.methods.multimodal.Forward;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Cross-modal prototype regularisation (CMPR), reconstructed: {@code L = 1/B Σ_j ‖r_j − P_{y_j}‖²}.
 *
 * @param weight λ₁, above 0
 */
record PrototypeRegularisation(double weight) implements PrototypeLoss {
    @Override
    public String title() {
        return "distance to the prototype";
    }

    @Override
    public @Nullable Tensor perSample(Forward forward) {
        @Nullable Prototypes prototypes = Prototypes.of(forward.run());
        return prototypes == null
                ? null
                : prototypes.distances(PrototypeSpace.joint(forward)).mul(PrototypeSpace.anything(forward));
    }
}

package dev.kintsugi.methods.mfcpl;

import dev.kintsugi.methods.multimodal.Forward;
import dev.kintsugi.methods.multimodal.Tokens;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Cross-modal alignment (CMA), reconstructed: {@code L = 1/B Σ_j ‖s_j^a − s_j^b‖²} over the samples that have both; of
 * more than two modalities the mean over the pairs.
 *
 * @param weight λ₃, above 0
 */
record FeatureAlignment(double weight) implements PrototypeLoss {
    @Override
    public String title() {
        return "distance between the modalities";
    }

    @Override
    public @Nullable Tensor perSample(Forward forward) {
        List<Tokens> features = forward.features();
        @Nullable Tensor sum = null;
        int pairs = 0;
        for (int a = 0; a < features.size(); a++) {
            for (int b = a + 1; b < features.size(); b++) {
                Tensor both = features.get(a).present().mul(features.get(b).present());
                Tensor distance = PrototypeSpace.specific(forward, a)
                        .sub(PrototypeSpace.specific(forward, b))
                        .square()
                        .sum(2)
                        .mul(both);
                sum = sum == null ? distance : sum.add(distance);
                pairs++;
            }
        }
        return sum == null ? null : sum.div(new Scalar(pairs));
    }
}

package dev.kintsugi.methods.mfcpl;

import static org.bytedeco.pytorch.global.torch.log_softmax;
import static org.bytedeco.pytorch.global.torch.matmul;

import dev.kintsugi.methods.multimodal.Forward;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Cross-modal prototype contrast (CMPC), reconstructed: {@code L = Σ_m 1/B Σ_j −log [exp(⟨s_j^m, P_{y_j}⟩ / τ) / Σ_k
 * exp(⟨s_j^m, P_k⟩ / τ)]} over the samples that have modality m and the classes that have a prototype.
 *
 * @param weight λ₂, above 0
 * @param temperature τ, above 0
 */
record PrototypeContrast(double weight, double temperature) implements PrototypeLoss {
    private static final double NOWHERE = 1e9;

    @Override
    public String title() {
        return "contrast of the modalities";
    }

    @Override
    public @Nullable Tensor perSample(Forward forward) {
        @Nullable Prototypes prototypes = Prototypes.of(forward.run());
        if (prototypes == null) {
            return null;
        }
        Tensor sum = contrast(forward, prototypes, 0);
        for (int m = 1; m < forward.features().size(); m++) {
            sum = sum.add(contrast(forward, prototypes, m));
        }
        return sum;
    }

    private Tensor contrast(Forward forward, Prototypes prototypes, int modality) {
        return contrast(prototypes, PrototypeSpace.specific(forward, modality))
                .mul(forward.features().get(modality).present());
    }

    /** Returns the contrast of vectors of length 1, {@code [clients, size]}. */
    Tensor contrast(Prototypes prototypes, Tensor samples) {
        Tensor unknown =
                prototypes.known().sub(new Scalar(1)).mul(new Scalar(NOWHERE)).unsqueeze(1);
        Tensor logits = matmul(samples, prototypes.vectors().transpose(1, 2)).div(new Scalar(temperature));
        return log_softmax(logits.add(unknown), -1).mul(prototypes.own()).sum(2).neg();
    }
}

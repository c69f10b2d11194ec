package dev.kintsugi.methods.dimml;

import static org.bytedeco.pytorch.global.torch.log_softmax;
import static org.bytedeco.pytorch.global.torch.matmul;

import dev.kintsugi.methods.block.BlockParameters;
import dev.kintsugi.methods.multimodal.Forward;
import dev.kintsugi.methods.multimodal.Measurements;
import dev.kintsugi.methods.multimodal.Mechanism;
import dev.kintsugi.nn.tensor.TensorBridge;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Dimension-decoupled uni-directional contrast (DUC): in the dimensions that tell classes apart in modality m and not
 * in n, n learns from m, {@code −1/B Σ_i log [exp(n_i · m_i / τ) / Σ_j exp(n_i · m_j / τ)]} with m detached; the sum
 * over all ordered pairs. Over complete samples; others are neither pulled nor pushed.
 *
 * @param weight above 0
 * @param temperature τ, above 0
 */
record UnidirectionalContrast(double weight, double temperature, Stages stages) implements Mechanism {
    private static final double NOWHERE = 1e9;

    @Override
    public @Nullable Tensor loss(Forward forward) {
        @Nullable Tensor sum = unweighted(forward);
        return sum == null ? null : sum.mul(new Scalar(weight));
    }

    private @Nullable Tensor unweighted(Forward forward) {
        BlockParameters fixed = forward.run().initial();
        if (stages.second(forward.run()) || !fixed.contains(DimensionSplit.SPLIT)) {
            return null;
        }
        Tensor split = fixed.get(DimensionSplit.SPLIT); // [clients, modalities, width]
        Tensor weights = forward.run().batch().weighted().mul(forward.run().complete());
        int modalities = forward.features().size();
        @Nullable Tensor sum = null;
        for (int n = 0; n < modalities; n++) {
            for (int m = 0; m < modalities; m++) {
                if (m != n) {
                    Tensor own = split.select(1, m).mul(split.select(1, n).neg().add(new Scalar(1)));
                    Tensor loss = contrast(
                            forward.features().get(n).pooled(),
                            forward.features().get(m).pooled(),
                            own,
                            weights,
                            temperature);
                    sum = sum == null ? loss : sum.add(loss);
                }
            }
        }
        return sum;
    }

    /**
     * Returns the contrast of one direction per client, {@code [clients]}.
     *
     * @param learner {@code [clients, size, width]}
     * @param teacher of the same shape; gets no gradient
     * @param dimensions 1 for a dimension that takes part and 0 for another, {@code [clients, width]}
     * @param weights of the samples, {@code [clients, size]}; 0 for one that is no negative either
     */
    static Tensor contrast(Tensor learner, Tensor teacher, Tensor dimensions, Tensor weights, double temperature) {
        Tensor absent = weights.eq(new Scalar(0))
                .to(learner.scalar_type())
                .mul(new Scalar(NOWHERE))
                .unsqueeze(1);
        Tensor logits = matmul(
                        learner.mul(dimensions.unsqueeze(1)), teacher.detach().transpose(1, 2))
                .div(new Scalar(temperature));
        Tensor likelihood = log_softmax(logits.sub(absent), -1).diagonal(0, 1, 2);
        return likelihood.mul(weights).sum(1).neg();
    }

    @Override
    public void measure(Forward forward, BlockParameters gradients, Measurements measurements) {
        try (NoGradGuard noGrad = new NoGradGuard()) {
            @Nullable Tensor contrast = unweighted(forward);
            if (contrast == null) {
                return;
            }
            measurements.add(
                    forward.run().batch(),
                    "contrast of the dimensions",
                    "both directions",
                    TensorBridge.floats(contrast));
        }
        Tensor split = forward.run().initial().get(DimensionSplit.SPLIT);
        for (int m = 0; m < forward.modalities().size(); m++) {
            measurements.add(
                    forward.run().batch(),
                    "dimensions that tell classes apart",
                    forward.modalities().get(m).name(),
                    TensorBridge.floats(split.select(1, m).sum(1)));
        }
    }
}

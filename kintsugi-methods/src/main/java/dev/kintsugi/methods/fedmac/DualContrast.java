package dev.kintsugi.methods.fedmac;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.eye;
import static org.bytedeco.pytorch.global.torch.log_softmax;
import static org.bytedeco.pytorch.global.torch.matmul;
import static org.bytedeco.pytorch.global.torch.ones;

import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.methods.block.BlockParameters;
import dev.kintsugi.methods.multimodal.Forward;
import dev.kintsugi.methods.multimodal.Measurements;
import dev.kintsugi.methods.multimodal.Mechanism;
import dev.kintsugi.methods.multimodal.UnitVectors;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.List;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * The dual contrastive loss: {@code ½ [L_con(g) + L_con(h)]} over projected and plain rows, with the embeddings of the
 * modalities as one more sample.
 *
 * @param weight λ, above 0
 * @param temperature τ, above 0
 */
record DualContrast(double weight, double temperature) implements Mechanism {
    private static final double NOWHERE = 1e12;

    @Override
    public Tensor loss(Forward forward) {
        return unweighted(forward).mul(new Scalar(weight));
    }

    private Tensor unweighted(Forward forward) {
        BlockParameters parameters = forward.run().current();
        List<Modality> modalities = forward.modalities();
        Tensor seen = ImputationEmbeddings.rows(forward.featuresAfter(ImputationEmbeddings.class));
        Tensor embeddings = ImputationEmbeddings.all(parameters, modalities).unsqueeze(1);
        Tensor rows = cat(new TensorVector(seen, embeddings), 1);
        Tensor real = forward.run().batch().weighted().gt(new Scalar(0)).to(rows.scalar_type());
        Tensor counted = cat(new TensorVector(real, ones(rows.size(0), 1)), 1);
        return contrast(SimilarityProjectors.apply(parameters, modalities, rows), counted, temperature)
                .add(contrast(rows, counted, temperature))
                .mul(new Scalar(0.5));
    }

    /**
     * Returns {@code −1/N Σ_i Σ_{p ∈ P(i)} log [exp(s_ip / τ) / Σ_{j ≠ i} exp(s_ij / τ)]} per client,
     * {@code [clients]}: s are cosines, P(i) the other modalities of the same sample, N the number of rows that count.
     *
     * @param rows {@code [clients, size, modalities, width]}
     * @param counted {@code [clients, size]}: 0 for padding, which is nobody's positive and nobody's negative
     */
    static Tensor contrast(Tensor rows, Tensor counted, double temperature) {
        long size = rows.size(1);
        long modalities = rows.size(2);
        Tensor unit = UnitVectors.of(rows.flatten(1, 2));
        Tensor real = counted.unsqueeze(2).mul(ones(1, 1, modalities)).flatten(1, 2); // [clients, rows]
        Tensor self = eye(size * modalities);
        Tensor barred = self.unsqueeze(0).add(real.neg().add(new Scalar(1)).unsqueeze(1));
        Tensor logits =
                matmul(unit, unit.transpose(1, 2)).div(new Scalar(temperature)).sub(barred.mul(new Scalar(NOWHERE)));
        Tensor positive = eye(size)
                .unsqueeze(1)
                .unsqueeze(3)
                .mul(ones(1, modalities, 1, modalities))
                .reshape(size * modalities, size * modalities)
                .sub(self);
        Tensor likelihood = log_softmax(logits, -1).mul(positive).sum(2);
        return likelihood.mul(real).sum(1).div(real.sum(1)).neg();
    }

    @Override
    public void measure(Forward forward, BlockParameters gradients, Measurements measurements) {
        try (NoGradGuard noGrad = new NoGradGuard()) {
            measurements.add(
                    forward.run().batch(),
                    "contrast of the modalities",
                    "dual",
                    TensorBridge.floats(unweighted(forward)));
        }
    }
}

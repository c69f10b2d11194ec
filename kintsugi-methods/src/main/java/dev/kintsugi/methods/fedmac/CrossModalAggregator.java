package dev.kintsugi.methods.fedmac;

import static org.bytedeco.pytorch.global.torch.eye;
import static org.bytedeco.pytorch.global.torch.matmul;
import static org.bytedeco.pytorch.global.torch.ones;
import static org.bytedeco.pytorch.global.torch.relu;
import static org.bytedeco.pytorch.global.torch.sigmoid;
import static org.bytedeco.pytorch.global.torch.softmax;
import static org.bytedeco.pytorch.global.torch.stack;

import dev.kintsugi.methods.block.BlockConvolution;
import dev.kintsugi.methods.block.BlockParameters;
import dev.kintsugi.methods.multimodal.Mechanism;
import dev.kintsugi.methods.multimodal.MultimodalNetwork;
import dev.kintsugi.methods.multimodal.Run;
import dev.kintsugi.methods.multimodal.Tokens;
import dev.kintsugi.methods.multimodal.UnitVectors;
import dev.kintsugi.methods.parameter.ParameterLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * Rebuilds every row from others, {@code ĥ = softmax(S / τ − 10¹² I) h} with S the cosines of the projected rows, and
 * mixes {@code c = A ⊙ h + (1 − A) ⊙ ĥ} by a gate A of three convolutions over the maps {@code [h, ĥ]}.
 *
 * @param temperature τ, above 0
 * @param overBatch whether training takes all other rows of the client's batch; else, and always in evaluation, a row
 *     takes the other modalities of its sample
 */
record CrossModalAggregator(double temperature, boolean overBatch) implements Mechanism {
    private static final double NOWHERE = 1e12;
    private static final String GATE = "fedmac.gate.";
    private static final int[] CHANNELS = {2, 32, 8, 1};

    @Override
    public void declare(ParameterLayout layout, MultimodalNetwork network) {
        for (int i = 0; i + 1 < CHANNELS.length; i++) {
            layout.convolution(GATE + i, GATE + i, Optional.empty(), CHANNELS[i], CHANNELS[i + 1], 3, 3);
        }
    }

    @Override
    public List<Tokens> features(Run run, List<Tokens> features) {
        Tensor rows = ImputationEmbeddings.rows(features);
        Tensor projected =
                SimilarityProjectors.apply(run.current(), run.network().modalities(), rows);
        Tensor rebuilt = overBatch && run.pass().training()
                ? fromBatch(rows, projected, run.batch().weighted(), temperature)
                : fromSample(rows, projected, temperature);
        Tensor gate = gate(run.current(), rows, rebuilt);
        Tensor mixed = rebuilt.add(gate.mul(rows.sub(rebuilt)));
        List<Tokens> fused = new ArrayList<>();
        for (int m = 0; m < features.size(); m++) {
            fused.add(
                    new Tokens(mixed.select(2, m).unsqueeze(2), features.get(m).mask()));
        }
        return fused;
    }

    /**
     * Returns rows rebuilt from the other modalities of their sample; a sample of one modality stays as it is.
     *
     * @param rows {@code [clients, size, modalities, width]}
     * @param projected of the same shape
     */
    static Tensor fromSample(Tensor rows, Tensor projected, double temperature) {
        Tensor unit = UnitVectors.of(projected);
        Tensor similarity = matmul(unit, unit.transpose(2, 3)).div(new Scalar(temperature));
        return matmul(softmax(similarity.sub(diagonal(rows.size(2))), -1), rows);
    }

    /**
     * Returns rows rebuilt from all other rows of their client's batch but padding.
     *
     * @param weights {@code [clients, size]}: 0 for padding
     */
    static Tensor fromBatch(Tensor rows, Tensor projected, Tensor weights, double temperature) {
        Tensor flat = rows.flatten(1, 2); // by sample, as the projected rows: both orders have to be one
        Tensor unit = UnitVectors.of(projected.flatten(1, 2));
        Tensor padding = weights.eq(new Scalar(0)).to(rows.scalar_type()).unsqueeze(2);
        padding = padding.mul(ones(1, 1, rows.size(2))).flatten(1, 2); // [clients, rows]
        Tensor similarity = matmul(unit, unit.transpose(1, 2)).div(new Scalar(temperature));
        Tensor barred =
                diagonal(flat.size(1)).add(padding.mul(new Scalar(NOWHERE)).unsqueeze(1));
        return matmul(softmax(similarity.sub(barred), -1), flat).view_as(rows);
    }

    private static Tensor diagonal(long rows) {
        return eye(rows).mul(new Scalar(NOWHERE));
    }

    /** Returns {@code A = σ(Conv(ReLU(Conv(ReLU(Conv([h, ĥ]))))))}, {@code [clients, size, modalities, width]}. */
    static Tensor gate(BlockParameters parameters, Tensor rows, Tensor rebuilt) {
        Tensor map = stack(new TensorVector(rows, rebuilt), 2);
        for (int i = 0; i + 1 < CHANNELS.length; i++) {
            map = BlockConvolution.picture(parameters, GATE + i, i == 0 ? map : relu(map), 1, 1);
        }
        return sigmoid(map).squeeze(2);
    }
}

package dev.kintsugi.methods.dimml;

import static org.bytedeco.pytorch.global.torch.softmax;
import static org.bytedeco.pytorch.global.torch.stack;

import dev.kintsugi.methods.multimodal.Mechanism;
import dev.kintsugi.methods.multimodal.Run;
import dev.kintsugi.methods.multimodal.Tokens;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * Inference over all heads: {@code Σ_j w_j · logits_j} with {@code w = softmax(c / τ₂)} and c_j the largest class
 * probability of head j. A head takes part in a sample that has its modality, the fusion in one that misses nothing and
 * once it has been trained; in a sample that misses everything all heads count alike. Training scores are the fusion's.
 *
 * @param temperature τ₂, above 0
 */
record CertaintyWeighting(double temperature) implements Mechanism {
    private static final double NOWHERE = 1e9;

    @Override
    public Tensor scores(Run run, List<Tokens> features, Tensor scores) {
        if (run.pass().training()) {
            return scores;
        }
        List<Tensor> logits = new ArrayList<>();
        List<Tensor> asked = new ArrayList<>();
        Tensor complete = run.current().get(FusionStage.TRAINED); // [clients, 1]
        for (int m = 0; m < features.size(); m++) {
            logits.add(DetachedHeads.scores(run, features, m));
            asked.add(features.get(m).present());
            complete = complete.mul(features.get(m).present());
        }
        logits.add(scores);
        asked.add(complete);
        return weighted(stack(vector(logits), 2), stack(vector(asked), 2), temperature);
    }

    private static TensorVector vector(List<Tensor> tensors) {
        return new TensorVector(tensors.toArray(Tensor[]::new));
    }

    /**
     * Returns the weighted scores, {@code [clients, size, classes]}.
     *
     * @param logits {@code [clients, size, heads, classes]}
     * @param asked 1 for a head that takes part and 0 for another, {@code [clients, size, heads]}
     */
    static Tensor weighted(Tensor logits, Tensor asked, double temperature) {
        Tensor certainty = softmax(logits, -1).amax(new long[] {3}, false).div(new Scalar(temperature));
        Tensor absent = asked.sub(new Scalar(1)).mul(new Scalar(NOWHERE));
        Tensor weights = softmax(certainty.add(absent), -1);
        return logits.mul(weights.unsqueeze(3)).sum(2);
    }
}

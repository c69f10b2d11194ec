package dev.kintsugi.nn.pretrain;

import dev.kintsugi.core.random.KeyedRandom;
import dev.kintsugi.nn.tensor.Weights;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;

/** Training of a two-tower model with {@link ContrastiveLoss}; the factor on the cosine is learned up to a bound. */
public final class ContrastiveObjective implements TrainingObjective {
    private final ContrastiveModel model;
    private final PairSource source;
    private final double largestLogitScale;

    /**
     * Creates the objective.
     *
     * @param model stays the caller's
     * @param largestLogitScale bound of the factor on the cosine; CLIP's is 100
     */
    public ContrastiveObjective(ContrastiveModel model, PairSource source, double largestLogitScale) {
        this.model = model;
        this.source = source;
        this.largestLogitScale = largestLogitScale;
    }

    @Override
    public Weights weights() {
        return model.weights();
    }

    @Override
    public int pairs() {
        return source.size();
    }

    @Override
    public Loss loss(int[] rows, KeyedRandom random) {
        PairBatch batch = source.batch(rows, random);
        Tensor logitScale = weights().get(ContrastiveModel.LOGIT_SCALE);
        Tensor loss = ContrastiveLoss.of(
                model.imageFeatures(batch.images()), model.textFeatures(batch.texts()), logitScale, batch.captions());
        return new Loss(loss, Map.of("scale", Math.exp(logitScale.item_double())));
    }

    @Override
    public void bound() {
        ScalarOptional highest = new ScalarOptional(new Scalar(StrictMath.log(largestLogitScale)));
        weights().get(ContrastiveModel.LOGIT_SCALE).clamp_(new ScalarOptional(new Scalar(0.0)), highest);
    }
}

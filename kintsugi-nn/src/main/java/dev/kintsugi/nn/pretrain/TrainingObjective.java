package dev.kintsugi.nn.pretrain;

import dev.kintsugi.core.random.KeyedRandom;
import dev.kintsugi.nn.tensor.Weights;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** What {@link PairTrainer} makes small: a loss of image-text pairs under the weights of one model. */
public interface TrainingObjective {
    /** Returns the tensors that are trained; every one of them has a part in the loss. */
    Weights weights();

    /** Returns the number of pairs. */
    int pairs();

    /**
     * Returns the loss of some pairs, recorded for gradients.
     *
     * @param rows numbers of the pairs
     * @param random for all that is drawn anew in every update
     */
    Loss loss(int[] rows, KeyedRandom random);

    /** Is called after every update, without gradients: brings weights back into their bounds. */
    default void bound() {}

    /**
     * The loss of one batch.
     *
     * @param total a tensor without dimensions, in nats
     * @param figures what else is to be shown, by name
     */
    record Loss(Tensor total, Map<String, Double> figures) {}
}

package dev.kintsugi.nn.pretrain;

import dev.kintsugi.nn.tensor.Weights;
import dev.kintsugi.nn.text.TokenBatch;
import org.bytedeco.pytorch.Tensor;

/** A two-tower model while it is being trained. */
public interface ContrastiveModel extends AutoCloseable {
    /** Name of the logarithm of the factor on the cosine, a tensor without dimensions. */
    String LOGIT_SCALE = "logit_scale";

    /** Returns the trained tensors, {@value #LOGIT_SCALE} among them; owned by the model. */
    Weights weights();

    /**
     * Returns one feature per image, not normalised, {@code [batch, embedding]}.
     *
     * @param images what the model's {@link PairSource} gives, {@code [batch, …]}
     */
    Tensor imageFeatures(Tensor images);

    /** Returns one feature per text, not normalised, {@code [batch, embedding]}. */
    Tensor textFeatures(TokenBatch texts);

    @Override
    void close();
}

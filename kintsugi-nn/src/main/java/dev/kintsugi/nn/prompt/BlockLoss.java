package dev.kintsugi.nn.prompt;

import static org.bytedeco.pytorch.global.torch.log_softmax;

import org.bytedeco.pytorch.Tensor;

/** Losses under the client axis: one number per client, independent of the other slices. */
public final class BlockLoss {
    private BlockLoss() {}

    /**
     * Returns the mean cross-entropy per client, {@code [clients]}.
     *
     * @param scores {@code [clients, batch, classes]}
     * @param labels int64 {@code [clients, batch]}; any class where the weight is 0
     * @param weights {@code [clients, batch]}: 1 / (samples of the client's batch) for a sample, 0 for padding
     */
    public static Tensor crossEntropy(Tensor scores, Tensor labels, Tensor weights) {
        Tensor logLikelihood =
                log_softmax(scores, -1).gather(2, labels.unsqueeze(2)).squeeze(2);
        return logLikelihood.mul(weights).sum(1).neg();
    }
}

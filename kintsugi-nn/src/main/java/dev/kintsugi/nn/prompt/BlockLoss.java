package dev.kintsugi.nn.prompt;

import static org.bytedeco.pytorch.global.torch.log_softmax;
import static org.bytedeco.pytorch.global.torch.softplus;

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

    /**
     * Returns the mean binary cross-entropy per client, averaged over the classes, {@code [clients]}.
     *
     * @param scores {@code [clients, batch, classes]}
     * @param labels of the same shape, 1 for a class that the sample has and 0 for another
     * @param weights {@code [clients, batch]}: 1 / (samples of the client's batch) for a sample, 0 for padding
     */
    public static Tensor binaryCrossEntropy(Tensor scores, Tensor labels, Tensor weights) {
        // log(1 + exp(s)) - y s, which stays finite for large scores
        Tensor perClass = softplus(scores).sub(scores.mul(labels));
        return perClass.mean(-1).mul(weights).sum(1);
    }
}

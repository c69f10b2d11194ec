package dev.kintsugi.methods.multimodal;

import dev.kintsugi.methods.block.BlockParameters;
import dev.kintsugi.methods.block.LabelLoss;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * One run of the network: over which samples, with which parameters.
 *
 * @param current values now; in training also the fixed ones, with what the server sent beside and what was prepared
 * @param initial the same as the client received them, without gradient; outside training the same as {@code current}
 * @param known labels of the batch's rows; null in evaluation, where nothing may know them
 */
public record Run(
        MultimodalNetwork network,
        BlockParameters current,
        BlockParameters initial,
        MultimodalBatch batch,
        Pass pass,
        @Nullable LabelLoss known) {
    /** Returns the labels of the batch's rows. */
    public LabelLoss labels() {
        if (known == null) {
            throw new IllegalStateException("labels were asked for in evaluation, where nothing may know them");
        }
        return known;
    }

    /** Returns the mean loss of scores {@code [clients, size, classes]} per client, {@code [clients]}. */
    public Tensor loss(Tensor scores) {
        return labels().of(scores, batch.rows(), batch.weighted());
    }

    /**
     * Returns the loss per client over some of the samples, {@code [clients]}: a sample counts as much as it does in
     * {@link #loss(Tensor)}, or not at all.
     *
     * @param chosen {@code [clients, size]}: 1 for a sample that counts, else 0
     */
    public Tensor loss(Tensor scores, Tensor chosen) {
        return labels().of(scores, batch.rows(), batch.weighted().mul(chosen));
    }

    /** Returns how sure scores are of the true classes, {@code [clients, size]}. */
    public Tensor confidence(Tensor scores) {
        return labels().confidence(scores, batch.rows());
    }

    /** Returns 1 for a sample that has all modalities of the network and 0 for another, {@code [clients, size]}. */
    public Tensor complete() {
        Tensor complete = batch.present(network.modalities().get(0));
        for (int m = 1; m < network.modalities().size(); m++) {
            complete = complete.mul(batch.present(network.modalities().get(m)));
        }
        return complete;
    }
}

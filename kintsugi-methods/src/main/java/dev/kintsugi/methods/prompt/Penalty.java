package dev.kintsugi.methods.prompt;

import org.bytedeco.pytorch.Tensor;

/** An extra loss per client on its context. */
public interface Penalty {
    /**
     * Returns the penalty per client, {@code [clients]}.
     *
     * @param contexts being trained, {@code [clients, context, width]}
     * @param initial the contexts at the start of the round, of the same shape, without gradient
     */
    Tensor of(Tensor contexts, Tensor initial);
}

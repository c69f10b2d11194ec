package dev.kintsugi.nn.backbone;

import org.bytedeco.pytorch.Tensor;

/** The frozen text half of a two-tower model, open at its input so that prompts can stand between the words. */
public interface TextTower {
    /** Returns the number of positions. */
    int contextLength();

    /** Returns the width of a token embedding. */
    int width();

    /** Returns the width of the joint space. */
    int embeddingWidth();

    /**
     * Returns the token embeddings without positions, {@code [sequences, tokens, width]}.
     *
     * @param ids int64 {@code [sequences, tokens]}
     */
    Tensor embed(Tensor ids);

    /**
     * Returns one feature per sequence, not normalised, {@code [sequences, embedding]}. Causal: what stands behind the
     * end position has no influence, so that sequences may be cut behind the last end position.
     *
     * @param embeddings {@code [sequences, tokens, width]}, at most {@link #contextLength} tokens, without positions
     * @param endPositions int64 {@code [sequences]}, where the feature is read
     */
    Tensor encode(Tensor embeddings, Tensor endPositions);
}

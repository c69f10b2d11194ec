package dev.kintsugi.nn.vilt;

import dev.kintsugi.nn.layer.LayerPrompts;
import org.bytedeco.pytorch.Tensor;

/** A transformer over the tokens of a text and of an image as one sequence, the text first; open for training. */
public sealed interface JointTransformer permits ViltTransformer, GridViltTransformer {
    /**
     * Returns embedded text tokens with their modality type, {@code [sequences, tokens, width]}.
     *
     * @param ids int64 {@code [sequences, tokens]}, at most as many tokens as there are positions
     */
    Tensor embedText(Tensor ids);

    /**
     * Returns embedded class tokens and places of images of one size with their modality type, {@code [images, tokens,
     * width]}; none is padding.
     *
     * @param images {@code [images, …]}: pixels, or features of places
     */
    Tensor embedSquares(Tensor images);

    /**
     * Runs the layers and the final norm, {@code [sequences, tokens + inserted prompts, width]}.
     *
     * @param tokens embedded tokens, text before image, {@code [sequences, tokens, width]}
     * @param mask {@code [sequences, tokens]}: 1 for a token, 0 for padding, which nothing attends to
     */
    Tensor encode(Tensor tokens, Tensor mask, LayerPrompts prompts);

    /**
     * Returns {@link #encode} at one position, {@code [sequences, width]}; the last layer works on that token alone.
     *
     * @param position in the sequence with its prompts
     */
    Tensor encodeAt(Tensor tokens, Tensor mask, LayerPrompts prompts, int position);

    /**
     * Returns {@code tanh(W x + b)} of the first token, {@code [sequences, width]}.
     *
     * @param hidden result of {@link #encode} without inserted prompts, {@code [sequences, tokens, width]}
     */
    Tensor pool(Tensor hidden);

    /** Returns the pooler's weight, {@code [width, width]}. */
    Tensor poolerWeight();

    /** Returns the pooler's bias, {@code [width]}. */
    Tensor poolerBias();

    /** Returns the number of layers. */
    int layers();
}

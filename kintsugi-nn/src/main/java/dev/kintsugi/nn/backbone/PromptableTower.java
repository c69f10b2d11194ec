package dev.kintsugi.nn.backbone;

import dev.kintsugi.nn.layer.LayerPrompts;
import org.bytedeco.pytorch.Tensor;

/**
 * A tower whose transformer can be entered at its first layer, so that prompts come in there and between its layers.
 *
 * <p>Its cut {@code TOKENS} is the input of the first layer: tokens that already have their positions. Prompts have
 * none: the published codes (VPT, MaPLe, DCP) add positions to the tokens of the input only. Nothing stands for a
 * missing modality at this cut: in a model of two towers what is missing is left out behind the towers.
 */
public interface PromptableTower {
    /** Returns the number of values of a token. */
    int width();

    /** Returns the width of the joint space. */
    int embeddingWidth();

    /** Returns the number of transformer layers. */
    int layers();

    /** Returns the number of tokens of a sample at the cut, padding included. */
    int tokens();

    /**
     * Returns the last layer's output, before the final norm, {@code [sequences, tokens + inserted prompts, width]}.
     *
     * @param tokens at the cut, {@code [sequences, tokens, width]}
     * @param prompts for every sequence on its own
     */
    Tensor hidden(Tensor tokens, LayerPrompts prompts);

    /**
     * Returns the last layer's output at the token that stands for the sample, before the final norm,
     * {@code [sequences, width]}: the class token of an image, the end of a text.
     *
     * @param mask {@code [sequences, tokens]}: 1 for a token, 0 for padding; the end of a text is its last 1
     */
    Tensor read(Tensor tokens, Tensor mask, LayerPrompts prompts);

    /** Returns features in the joint space by the final norm and the projection, {@code [..., embedding]}. */
    Tensor project(Tensor read);

    /** Returns copies of what {@link #project} consists of, for methods that train it. */
    TowerEnd end();
}

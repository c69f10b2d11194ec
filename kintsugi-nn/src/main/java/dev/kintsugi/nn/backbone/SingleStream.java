package dev.kintsugi.nn.backbone;

import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.nn.layer.LayerPrompts;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * A frozen transformer that takes the tokens of all modalities as one sequence, such as ViLT.
 *
 * <p>Its cut is the input of the first layer: the features {@code TOKENS} of a modality are its embedded tokens with
 * their mask. Prompts come in behind the cut.
 */
public interface SingleStream extends FrozenModel {
    /** Returns the modalities in the order of the sequence; the first token of the first is the one that is pooled. */
    @Override
    List<Modality> modalities();

    /** Returns the number of values of a token. */
    int width();

    /** Returns the number of transformer layers. */
    int layers();

    /** Returns the number of tokens of a modality, padding included. */
    int tokens(Modality modality);

    /**
     * Returns what stands for a missing modality, in the form of its {@code TOKENS} features, {@code tokens · width +
     * tokens} values.
     */
    float[] fill(Modality modality);

    /**
     * Runs the transformer with its final norm, {@code [sequences, tokens + inserted prompts, width]}.
     *
     * @param tokens embedded tokens of all modalities, {@code [sequences, tokens, width]}
     * @param mask {@code [sequences, tokens]}: 1 for a token, 0 for padding, which nothing attends to
     * @param prompts what is injected; inserted prompts are always attended to
     */
    Tensor encode(Tensor tokens, Tensor mask, LayerPrompts prompts);

    /**
     * Returns {@link #encode} at one position, {@code [sequences, width]}; a model may leave out what is not read.
     *
     * @param position in the sequence with its prompts
     */
    default Tensor encodeAt(Tensor tokens, Tensor mask, LayerPrompts prompts, int position) {
        return encode(tokens, mask, prompts).select(1, position);
    }

    /** Returns the pretrained weight of the pooler, {@code [width, width]}: {@code tanh(W x + b)}. */
    FloatArray poolerWeight();

    /** Returns the pretrained bias of the pooler, {@code [width]}. */
    FloatArray poolerBias();
}

package dev.kintsugi.nn.vilt;

import static org.bytedeco.pytorch.global.torch.linear;

import dev.kintsugi.nn.image.PaddedImages;
import dev.kintsugi.nn.layer.LayerNorm;
import dev.kintsugi.nn.layer.LayerPrompts;
import dev.kintsugi.nn.layer.TransformerLayer;
import dev.kintsugi.nn.layer.TransformerStack;
import dev.kintsugi.nn.tensor.Weights;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;

/**
 * ViLT (Kim et al., "ViLT: Vision-and-Language Transformer Without Convolution or Region Supervision", ICML 2021): one
 * pre-norm transformer over the tokens of a text and the patches of an image, as Hugging Face's {@code ViltModel}
 * without dropout. <b>Differs:</b> which patches are seen is not random, see {@link PatchSampling}.
 *
 * <p>Borrows its tensors, which may be trainable, from a {@link Weights} that must outlive it.
 */
public final class ViltTransformer {
    private static final String TASK_PREFIX = "vilt.";

    private final ViltTextEmbedding text;
    private final ViltImageEmbedding image;
    private final TransformerStack layers;
    private final LayerNorm finalNorm;
    private final Tensor poolerWeight;
    private final Tensor poolerBias;
    private final TensorOptional poolerBiasOptional;

    /**
     * Creates the model over weights with the names of Hugging Face's {@code ViltModel}, or of a model for a task,
     * which has {@code vilt.} before them.
     *
     * @param imageTokens tokens of every image, the class token and padding included
     */
    public ViltTransformer(Weights weights, ViltConfig config, int imageTokens) {
        String prefix = weights.contains(TASK_PREFIX + "embeddings.cls_token") ? TASK_PREFIX : "";
        int width = config.hiddenSize();
        this.text = new ViltTextEmbedding(weights, prefix, config);
        this.image = new ViltImageEmbedding(weights, prefix, config, imageTokens);
        List<TransformerLayer> stack = new ArrayList<>();
        for (int i = 0; i < config.numHiddenLayers(); i++) {
            stack.add(new TransformerLayer(
                    weights, prefix + "encoder.layer." + i, TransformerLayer.Names.VIT, config.layer()));
        }
        this.layers = new TransformerStack(stack, false);
        this.finalNorm = new LayerNorm(weights, prefix + "layernorm", width, config.layerNormEps());
        this.poolerWeight = weights.get(prefix + "pooler.dense.weight", width, width);
        this.poolerBias = weights.get(prefix + "pooler.dense.bias", width);
        this.poolerBiasOptional = weights.own(new TensorOptional(poolerBias));
    }

    /**
     * Returns embedded text tokens with their modality type, {@code [sequences, tokens, width]}.
     *
     * @param ids int64 {@code [sequences, tokens]}, at most as many tokens as there are positions
     */
    public Tensor embedText(Tensor ids) {
        return text.embed(ids);
    }

    /** Returns embedded class tokens and patches with their modality type, {@code [images, tokens, width]}. */
    public Tensor embedImages(PaddedImages images) {
        return image.embed(images);
    }

    /** Returns the mask of {@link #embedImages}, {@code [images, tokens]} row-major: 1 for a token, 0 for padding. */
    public float[] imageMask(PaddedImages images) {
        return image.mask(images);
    }

    /** Returns the number of layers. */
    public int layers() {
        return layers.size();
    }

    /**
     * Runs the layers and the final norm, {@code [sequences, tokens + inserted prompts, width]}.
     *
     * @param tokens embedded tokens, text before image, {@code [sequences, tokens, width]}
     * @param mask {@code [sequences, tokens]}: 1 for a token, 0 for padding, which nothing attends to
     */
    public Tensor encode(Tensor tokens, Tensor mask, LayerPrompts prompts) {
        return finalNorm.apply(layers.apply(tokens, mask, prompts));
    }

    /**
     * Returns {@link #encode} at one position, {@code [sequences, width]}; the last layer works on that token alone.
     */
    public Tensor encodeAt(Tensor tokens, Tensor mask, LayerPrompts prompts, int position) {
        return finalNorm.apply(layers.applyAt(tokens, mask, prompts, position));
    }

    /**
     * Returns {@code tanh(W x + b)} of the first token, {@code [sequences, width]}.
     *
     * @param hidden result of {@link #encode} without inserted prompts, {@code [sequences, tokens, width]}
     */
    public Tensor pool(Tensor hidden) {
        return linear(hidden.select(1, 0), poolerWeight, poolerBiasOptional).tanh();
    }

    /** Returns the pooler's weight, {@code [width, width]}. */
    Tensor poolerWeight() {
        return poolerWeight;
    }

    /** Returns the pooler's bias, {@code [width]}. */
    Tensor poolerBias() {
        return poolerBias;
    }
}

package dev.kintsugi.nn.vilt;

import dev.kintsugi.nn.image.PaddedImages;
import dev.kintsugi.nn.layer.LayerPrompts;
import dev.kintsugi.nn.tensor.Weights;
import org.bytedeco.pytorch.Tensor;

/**
 * ViLT (Kim et al., "ViLT: Vision-and-Language Transformer Without Convolution or Region Supervision", ICML 2021): one
 * pre-norm transformer over the tokens of a text and the patches of an image, as Hugging Face's {@code ViltModel}
 * without dropout. <b>Differs:</b> which patches are seen is not random, see {@link PatchSampling}.
 *
 * <p>Borrows its tensors, which may be trainable, from a {@link Weights} that must outlive it.
 */
public final class ViltTransformer implements JointTransformer {
    private final ViltCore core;
    private final ViltImageEmbedding image;

    /**
     * Creates the model over weights with the names of Hugging Face's {@code ViltModel}, or of a model for a task,
     * which has {@code vilt.} before them.
     *
     * @param imageTokens tokens of every image, the class token and padding included
     */
    public ViltTransformer(Weights weights, ViltConfig config, int imageTokens) {
        this.core = new ViltCore(weights, config);
        this.image = new ViltImageEmbedding(weights, ViltCore.prefix(weights), config, imageTokens);
    }

    @Override
    public Tensor embedText(Tensor ids) {
        return core.embedText(ids);
    }

    /** Returns embedded class tokens and patches with their modality type, {@code [images, tokens, width]}. */
    public Tensor embedImages(PaddedImages images) {
        return image.embed(images);
    }

    /**
     * Returns what {@link #embedImages} does for images of the size that the positions were learned for, all patches
     * kept, {@code [images, tokens, width]}; recorded for gradients, and faster.
     *
     * @param images pixels, {@code [images, 3, image size, image size]}
     */
    @Override
    public Tensor embedSquares(Tensor images) {
        return image.embedSquares(images);
    }

    /** Returns the mask of {@link #embedImages}, {@code [images, tokens]} row-major: 1 for a token, 0 for padding. */
    public float[] imageMask(PaddedImages images) {
        return image.mask(images);
    }

    @Override
    public int layers() {
        return core.layers();
    }

    @Override
    public Tensor encode(Tensor tokens, Tensor mask, LayerPrompts prompts) {
        return core.encode(tokens, mask, prompts);
    }

    @Override
    public Tensor encodeAt(Tensor tokens, Tensor mask, LayerPrompts prompts, int position) {
        return core.encodeAt(tokens, mask, prompts, position);
    }

    @Override
    public Tensor pool(Tensor hidden) {
        return core.pool(hidden);
    }

    @Override
    public Tensor poolerWeight() {
        return core.poolerWeight();
    }

    @Override
    public Tensor poolerBias() {
        return core.poolerBias();
    }
}

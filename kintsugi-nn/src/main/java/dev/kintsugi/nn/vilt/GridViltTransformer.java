package dev.kintsugi.nn.vilt;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.linear;

import dev.kintsugi.nn.layer.LayerPrompts;
import dev.kintsugi.nn.tensor.Weights;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;

/**
 * A ViLT whose image tokens are not patches of pixels but a linear map of the places of a frozen convolutional net, as
 * in Pixel-BERT (Huang et al., arXiv 2004.00849): all else is as in {@link ViltTransformer}.
 *
 * <p>Borrows its tensors, which may be trainable, from a {@link Weights} that must outlive it.
 */
public final class GridViltTransformer implements JointTransformer {
    private final ViltCore core;
    private final Tensor projection;
    private final TensorOptional projectionBias;
    private final Tensor classToken;
    private final Tensor positions;
    private final Tensor modalityTypes;

    /**
     * Creates the model.
     *
     * @param config of the transformer; image and patch size have no meaning
     * @param gridWidth values per place of the frozen net
     * @param places places of an image
     */
    public GridViltTransformer(Weights weights, ViltConfig config, int gridWidth, int places) {
        this.core = new ViltCore(weights, config);
        String at = ViltCore.prefix(weights) + "embeddings.";
        int width = config.hiddenSize();
        this.projection = weights.get(at + "grid_embeddings.projection.weight", width, gridWidth);
        this.projectionBias =
                weights.own(new TensorOptional(weights.get(at + "grid_embeddings.projection.bias", width)));
        this.classToken = weights.get(at + "cls_token", 1, 1, width);
        this.positions = weights.get(at + "position_embeddings", 1, places + 1L, width);
        this.modalityTypes = weights.get(at + "token_type_embeddings.weight", config.modalityTypeVocabSize(), width);
    }

    @Override
    public Tensor embedText(Tensor ids) {
        return core.embedText(ids);
    }

    /**
     * {@inheritDoc}
     *
     * @param images features of places, {@code [images, places, grid width]}
     */
    @Override
    public Tensor embedSquares(Tensor images) {
        Tensor first = classToken.expand(images.size(0), 1, classToken.size(2));
        Tensor rest = linear(images, projection, projectionBias);
        return cat(new TensorVector(first, rest), 1).add(positions).add(modalityTypes.select(0, 1));
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
    public int layers() {
        return core.layers();
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

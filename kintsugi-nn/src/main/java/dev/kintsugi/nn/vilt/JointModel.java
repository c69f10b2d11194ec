package dev.kintsugi.nn.vilt;

import dev.kintsugi.core.data.FeatureKind.Cut;
import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.nn.backbone.SampleEncoder;
import dev.kintsugi.nn.backbone.SingleStream;
import dev.kintsugi.nn.layer.LayerPrompts;
import dev.kintsugi.nn.tensor.TensorBridge;
import dev.kintsugi.nn.tensor.Weights;
import dev.kintsugi.nn.text.WordPieceTokenizer;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * What the two kinds of ViLT have in common: all but how an image becomes tokens. Both cuts are before the first layer.
 *
 * @param <T> the transformer
 */
abstract sealed class JointModel<T extends JointTransformer> implements SingleStream permits ViltModel, GridViltModel {
    private final String name;
    private final String hash;
    private final Weights weights;
    private final WordPieceTokenizer tokenizer;
    private final T transformer;
    private final ViltTexts texts;

    /** Takes over the weights and the tokeniser; closing the model frees them. */
    JointModel(
            String name, String hash, Weights weights, WordPieceTokenizer tokenizer, ViltConfig config, T transformer) {
        this.name = name;
        this.hash = hash;
        this.weights = weights;
        this.tokenizer = tokenizer;
        this.transformer = transformer;
        this.texts = new ViltTexts(transformer, tokenizer, config);
    }

    /** Returns the number of tokens of an image. */
    abstract int imageTokens();

    /** Returns what embeds images. */
    abstract SampleEncoder<BufferedImage> images();

    /** Returns what stands for a missing image, in the form of its tokens. */
    abstract float[] imageFill();

    /** Returns the layers and embeddings. */
    public final T transformer() {
        return transformer;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final String hash() {
        return hash;
    }

    @Override
    public final List<Modality> modalities() {
        return List.of(Modality.TEXT, Modality.IMAGE);
    }

    @Override
    public final int width() {
        return texts.config().hiddenSize();
    }

    @Override
    public final int layers() {
        return transformer.layers();
    }

    @Override
    public final int tokens(Modality modality) {
        return isText(modality) ? texts.tokens() : imageTokens();
    }

    @Override
    public final float[] fill(Modality modality) {
        return isText(modality) ? texts.encode(List.of("")) : imageFill();
    }

    private boolean isText(Modality modality) {
        if (!modalities().contains(modality)) {
            throw new ConfigException(name + ": has no modality '" + modality + "', allowed are " + modalities());
        }
        return modality.equals(Modality.TEXT);
    }

    @Override
    public final Optional<SampleEncoder<BufferedImage>> imageEncoder(Cut cut) {
        return cut == Cut.TOKENS ? Optional.of(images()) : Optional.empty();
    }

    @Override
    public final Optional<SampleEncoder<String>> textEncoder(Cut cut) {
        return cut == Cut.TOKENS ? Optional.of(texts) : Optional.empty();
    }

    @Override
    public final Tensor encode(Tensor tokens, Tensor mask, LayerPrompts prompts) {
        return transformer.encode(tokens, mask, prompts);
    }

    @Override
    public final Tensor encodeAt(Tensor tokens, Tensor mask, LayerPrompts prompts, int position) {
        return transformer.encodeAt(tokens, mask, prompts, position);
    }

    @Override
    public final FloatArray poolerWeight() {
        return TensorBridge.array(transformer.poolerWeight());
    }

    @Override
    public final FloatArray poolerBias() {
        return TensorBridge.array(transformer.poolerBias());
    }

    @Override
    public void close() {
        tokenizer.close();
        weights.close();
    }
}

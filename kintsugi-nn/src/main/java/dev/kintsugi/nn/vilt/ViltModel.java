package dev.kintsugi.nn.vilt;

import dev.kintsugi.core.data.FeatureKind.Cut;
import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.nn.backbone.SampleEncoder;
import dev.kintsugi.nn.backbone.SingleStream;
import dev.kintsugi.nn.backbone.TokenRows;
import dev.kintsugi.nn.image.ImagePixels;
import dev.kintsugi.nn.image.PaddedImages;
import dev.kintsugi.nn.image.ViltImageTransform;
import dev.kintsugi.nn.layer.LayerPrompts;
import dev.kintsugi.nn.tensor.TensorBridge;
import dev.kintsugi.nn.tensor.Weights;
import dev.kintsugi.nn.text.WordPieceTokenizer;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * A frozen ViLT with its tokeniser and image transform.
 *
 * <p>Both cuts are before the first layer: words are cut or padded to the number of positions, images keep their aspect
 * and fill as many tokens as the largest grid has. What stands for a missing modality is what MAP uses (Lee et al.,
 * CVPR 2023): an image of ones, here square, and the empty text.
 */
public final class ViltModel implements SingleStream {
    private final String name;
    private final String hash;
    private final Parts parts;
    private final Weights weights;
    private final int imageTokens;
    private final ViltTransformer transformer;
    private final ViltTexts texts;

    /** What a folder holds beside the weights. */
    record Parts(ViltConfig config, WordPieceTokenizer tokenizer, ViltImageTransform transform) {
        /** Returns the number of tokens of the largest grid of patches, with the class token. */
        int imageTokens() {
            int patch = config.patchSize();
            int patches = (transform.shortestEdge() / patch) * (transform.longestEdge() / patch);
            return 1 + PatchSampling.kept(patches, config.maxImageLength());
        }
    }

    /** Takes over the weights; closing the model frees them. */
    ViltModel(String name, String hash, Parts parts, Weights weights) {
        this.name = name;
        this.hash = hash;
        this.parts = parts;
        this.weights = weights;
        this.imageTokens = parts.imageTokens();
        this.transformer = new ViltTransformer(weights, parts.config(), imageTokens);
        this.texts = new ViltTexts(transformer, parts.tokenizer(), parts.config());
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String hash() {
        return hash;
    }

    @Override
    public List<Modality> modalities() {
        return List.of(Modality.TEXT, Modality.IMAGE);
    }

    @Override
    public int width() {
        return parts.config().hiddenSize();
    }

    @Override
    public int layers() {
        return transformer.layers();
    }

    /** Returns the tokeniser. */
    public WordPieceTokenizer tokenizer() {
        return parts.tokenizer();
    }

    /** Returns the transform that images go through first. */
    public ViltImageTransform imageTransform() {
        return parts.transform();
    }

    /** Returns the layers and embeddings. */
    public ViltTransformer transformer() {
        return transformer;
    }

    @Override
    public int tokens(Modality modality) {
        if (modality.equals(Modality.TEXT)) {
            return texts.tokens();
        }
        requireImage(modality);
        return imageTokens;
    }

    private void requireImage(Modality modality) {
        if (!modality.equals(Modality.IMAGE)) {
            throw new ConfigException(name + ": has no modality '" + modality + "', allowed are " + modalities());
        }
    }

    @Override
    public Optional<SampleEncoder<BufferedImage>> imageEncoder(Cut cut) {
        return cut == Cut.TOKENS ? Optional.of(new Images()) : Optional.empty();
    }

    @Override
    public Optional<SampleEncoder<String>> textEncoder(Cut cut) {
        return cut == Cut.TOKENS ? Optional.of(texts) : Optional.empty();
    }

    @Override
    public float[] fill(Modality modality) {
        if (modality.equals(Modality.TEXT)) {
            return texts.encode(List.of(""));
        }
        requireImage(modality);
        int edge = parts.transform().shortestEdge();
        float[] ones = new float[3 * edge * edge];
        Arrays.fill(ones, 1);
        return imageRows(List.of(new ImagePixels(edge, edge, ones)));
    }

    @Override
    public Tensor encode(Tensor tokens, Tensor mask, LayerPrompts prompts) {
        return transformer.encode(tokens, mask, prompts);
    }

    @Override
    public Tensor encodeAt(Tensor tokens, Tensor mask, LayerPrompts prompts, int position) {
        return transformer.encodeAt(tokens, mask, prompts, position);
    }

    @Override
    public FloatArray poolerWeight() {
        return TensorBridge.array(transformer.poolerWeight());
    }

    @Override
    public FloatArray poolerBias() {
        return TensorBridge.array(transformer.poolerBias());
    }

    @Override
    public void close() {
        parts.tokenizer().close();
        weights.close();
    }

    /** Takes the images one by one, so that the last bits of a row do not depend on the images beside it. */
    private float[] imageRows(List<ImagePixels> images) {
        int width = imageTokens * (width() + 1);
        float[] rows = new float[images.size() * width];
        for (int i = 0; i < images.size(); i++) {
            PaddedImages single = PaddedImages.of(List.of(images.get(i)));
            try (PointerScope scope = new PointerScope();
                    NoGradGuard frozen = new NoGradGuard()) {
                float[] embedded = TensorBridge.floats(transformer.embedImages(single));
                System.arraycopy(TokenRows.of(embedded, transformer.imageMask(single), 1), 0, rows, i * width, width);
            }
        }
        return rows;
    }

    private final class Images implements SampleEncoder<BufferedImage> {
        @Override
        public String fingerprint() {
            return parts.transform().fingerprint() + ", vilt image/1 " + imageTokens + " tokens";
        }

        @Override
        public int width() {
            return imageTokens * (ViltModel.this.width() + 1);
        }

        @Override
        public float[] encode(List<BufferedImage> images) {
            return imageRows(images.stream().map(parts.transform()::apply).toList());
        }
    }
}

package dev.kintsugi.nn.vilt;

import dev.kintsugi.core.data.FeatureKind.Cut;
import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.nn.backbone.SampleEncoder;
import dev.kintsugi.nn.backbone.SingleStream;
import dev.kintsugi.nn.backbone.TokenRows;
import dev.kintsugi.nn.image.ImageTransform;
import dev.kintsugi.nn.layer.LayerPrompts;
import dev.kintsugi.nn.mobilenet.MobileNet;
import dev.kintsugi.nn.tensor.TensorBridge;
import dev.kintsugi.nn.tensor.Weights;
import dev.kintsugi.nn.text.WordPieceTokenizer;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * A frozen ViLT over the places of a frozen MobileNet. The cuts are those of {@link ViltModel}; what stands for a
 * missing modality is a white image, through the net like any other, and the empty text.
 */
public final class GridViltModel implements SingleStream {
    private static final int STRIDE = 32;

    private final String name;
    private final String hash;
    private final Parts parts;
    private final Weights weights;
    private final int places;
    private final GridViltTransformer transformer;
    private final ViltTexts texts;

    /** What there is beside the weights. */
    record Parts(ViltConfig config, WordPieceTokenizer tokenizer, MobileNet net, ImageTransform transform) {}

    /** Takes over weights and net; closing the model frees them. */
    GridViltModel(String name, String hash, Parts parts, Weights weights) {
        this.name = name;
        this.hash = hash;
        this.parts = parts;
        this.weights = weights;
        this.places = places(parts.transform());
        this.transformer =
                new GridViltTransformer(weights, parts.config(), parts.net().width(), places);
        this.texts = new ViltTexts(transformer, parts.tokenizer(), parts.config());
    }

    /** Returns the number of places of an image behind a transform. */
    public static int places(ImageTransform transform) {
        return (transform.height() / STRIDE) * (transform.width() / STRIDE);
    }

    /** Returns the image that stands for a missing one. */
    public static BufferedImage white(ImageTransform transform) {
        BufferedImage white = new BufferedImage(transform.width(), transform.height(), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = white.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, transform.width(), transform.height());
        graphics.dispose();
        return white;
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

    /** Returns the layers and embeddings. */
    public GridViltTransformer transformer() {
        return transformer;
    }

    @Override
    public int tokens(Modality modality) {
        if (modality.equals(Modality.TEXT)) {
            return texts.tokens();
        }
        requireImage(modality);
        return 1 + places;
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
        return new Images().encode(List.of(white(parts.transform())));
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
        parts.net().close();
    }

    /** Takes the images one by one, so that the last bits of a row do not depend on the images beside it. */
    private final class Images implements SampleEncoder<BufferedImage> {
        @Override
        public String fingerprint() {
            return parts.transform().fingerprint() + ", grid of " + parts.net().hash() + ", grid vilt image/1";
        }

        @Override
        public int width() {
            return (1 + places) * (GridViltModel.this.width() + 1);
        }

        @Override
        public float[] encode(List<BufferedImage> images) {
            float[] rows = new float[images.size() * width()];
            float[] mask = new float[1 + places];
            Arrays.fill(mask, 1);
            ImageTransform transform = parts.transform();
            for (int i = 0; i < images.size(); i++) {
                float[] pixels = new float[3 * transform.height() * transform.width()];
                transform.apply(images.get(i), pixels, 0);
                try (PointerScope scope = new PointerScope();
                        NoGradGuard frozen = new NoGradGuard()) {
                    Tensor grid =
                            parts.net().grid(TensorBridge.tensor(pixels, 1, 3, transform.height(), transform.width()));
                    float[] embedded = TensorBridge.floats(transformer.embedSquares(grid));
                    System.arraycopy(TokenRows.of(embedded, mask, 1), 0, rows, i * width(), width());
                }
            }
            return rows;
        }
    }
}

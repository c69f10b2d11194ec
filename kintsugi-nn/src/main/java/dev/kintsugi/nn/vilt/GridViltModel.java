package dev.kintsugi.nn.vilt;

import dev.kintsugi.nn.backbone.SampleEncoder;
import dev.kintsugi.nn.backbone.TokenRows;
import dev.kintsugi.nn.image.ImageTransform;
import dev.kintsugi.nn.mobilenet.MobileNet;
import dev.kintsugi.nn.tensor.TensorBridge;
import dev.kintsugi.nn.tensor.Weights;
import dev.kintsugi.nn.text.WordPieceTokenizer;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * A frozen ViLT over the places of a frozen MobileNet. The cuts are those of {@link ViltModel}; what stands for a
 * missing modality is a white image, through the net like any other, and the empty text.
 */
public final class GridViltModel extends JointModel<GridViltTransformer> {
    private static final int STRIDE = 32;

    private final Parts parts;
    private final int places;

    /** What there is beside the weights. */
    record Parts(ViltConfig config, WordPieceTokenizer tokenizer, MobileNet net, ImageTransform transform) {}

    /** Takes over weights and net; closing the model frees them. */
    GridViltModel(String name, String hash, Parts parts, Weights weights) {
        super(
                name,
                hash,
                weights,
                parts.tokenizer(),
                parts.config(),
                new GridViltTransformer(weights, parts.config(), parts.net().width(), places(parts.transform())));
        this.parts = parts;
        this.places = places(parts.transform());
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
    int imageTokens() {
        return 1 + places;
    }

    @Override
    SampleEncoder<BufferedImage> images() {
        return new Images();
    }

    @Override
    float[] imageFill() {
        return images().encode(List.of(white(parts.transform())));
    }

    @Override
    public void close() {
        super.close();
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
                    float[] embedded = TensorBridge.floats(transformer().embedSquares(grid));
                    System.arraycopy(TokenRows.of(embedded, mask, 1), 0, rows, i * width(), width());
                }
            }
            return rows;
        }
    }
}

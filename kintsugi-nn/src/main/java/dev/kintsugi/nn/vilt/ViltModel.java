package dev.kintsugi.nn.vilt;

import dev.kintsugi.nn.backbone.SampleEncoder;
import dev.kintsugi.nn.backbone.TokenRows;
import dev.kintsugi.nn.image.ImagePixels;
import dev.kintsugi.nn.image.PaddedImages;
import dev.kintsugi.nn.image.ViltImageTransform;
import dev.kintsugi.nn.tensor.TensorBridge;
import dev.kintsugi.nn.tensor.Weights;
import dev.kintsugi.nn.text.WordPieceTokenizer;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;

/**
 * A frozen ViLT with its tokeniser and image transform.
 *
 * <p>Both cuts are before the first layer: words are cut or padded to the number of positions, images keep their aspect
 * and fill as many tokens as the largest grid has. What stands for a missing modality is what MAP uses (Lee et al.,
 * CVPR 2023): an image of ones, here square, and the empty text.
 */
public final class ViltModel extends JointModel<ViltTransformer> {
    private final Parts parts;
    private final int imageTokens;

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
        super(
                name,
                hash,
                weights,
                parts.tokenizer(),
                parts.config(),
                new ViltTransformer(weights, parts.config(), parts.imageTokens()));
        this.parts = parts;
        this.imageTokens = parts.imageTokens();
    }

    /** Returns the tokeniser. */
    public WordPieceTokenizer tokenizer() {
        return parts.tokenizer();
    }

    /** Returns the transform that images go through first. */
    public ViltImageTransform imageTransform() {
        return parts.transform();
    }

    @Override
    int imageTokens() {
        return imageTokens;
    }

    @Override
    SampleEncoder<BufferedImage> images() {
        return new Images();
    }

    @Override
    float[] imageFill() {
        int edge = parts.transform().shortestEdge();
        float[] ones = new float[3 * edge * edge];
        Arrays.fill(ones, 1);
        return imageRows(List.of(new ImagePixels(edge, edge, ones)));
    }

    /** Takes the images one by one, so that the last bits of a row do not depend on the images beside it. */
    private float[] imageRows(List<ImagePixels> images) {
        int width = imageTokens * (width() + 1);
        float[] rows = new float[images.size() * width];
        for (int i = 0; i < images.size(); i++) {
            PaddedImages single = PaddedImages.of(List.of(images.get(i)));
            try (PointerScope scope = new PointerScope();
                    NoGradGuard frozen = new NoGradGuard()) {
                float[] embedded = TensorBridge.floats(transformer().embedImages(single));
                System.arraycopy(TokenRows.of(embedded, transformer().imageMask(single), 1), 0, rows, i * width, width);
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

package dev.kintsugi.nn.bench;

import dev.kintsugi.nn.backbone.TwoTower;
import dev.kintsugi.nn.clip.ClipConfig;
import dev.kintsugi.nn.clip.ClipVisionTower;
import dev.kintsugi.nn.image.ResampleFilter;
import dev.kintsugi.nn.image.StretchTransform;
import dev.kintsugi.nn.layer.Activation;
import dev.kintsugi.nn.pretrain.TrainableClip;
import java.util.List;

/** Backbones with random weights, for measurements in which their values do not matter. */
public final class RandomBackbone {
    private static final int POSITIONS = 77;

    private RandomBackbone() {}

    /**
     * Returns a two-tower model whose text half has the given dimensions and whose image half is missing: image
     * features must be given. The caller closes it.
     */
    public static TwoTower textOnly(int layers, int width, int heads) {
        return new RandomTextModel(layers, width, heads, POSITIONS).backbone();
    }

    /**
     * Returns a two-tower model both halves of which have the given dimensions. The caller closes it.
     *
     * @param imageSize height and width of the images
     * @param patchSize height and width of a patch; divides {@code imageSize}
     */
    public static TwoTower twoTower(int layers, int width, int heads, int imageSize, int patchSize) {
        TwoTower text = textOnly(layers, width, heads);
        ClipConfig config = new ClipConfig(
                width,
                new ClipConfig.Text(64, width, 4 * width, 1, heads, POSITIONS, Activation.QUICK_GELU, 1e-5),
                new ClipConfig.Vision(
                        width, 4 * width, layers, heads, imageSize, patchSize, Activation.QUICK_GELU, 1e-5));
        StretchTransform transform = StretchTransform.mobileNet(imageSize, ResampleFilter.BICUBIC);
        TrainableClip images = new TrainableClip(config, transform, 1);
        return new TwoTower(
                "random-" + layers + "x" + width,
                "random",
                new ClipVisionTower(images.weights(), config.vision(), width, transform),
                text.text(),
                text.tokenizer(),
                text.logitScale(),
                List.of(images, text));
    }
}

package dev.kintsugi.nn.backbone;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;

/** The tokens of images at the input of a tower's transformer; all of them are seen. */
record TokenImages(PromptableImageTower tower) implements SampleEncoder<BufferedImage> {
    @Override
    public String fingerprint() {
        return tower.transform().fingerprint() + ", image tokens/1 of " + tower.tokens();
    }

    @Override
    public int width() {
        return TokenRows.width(tower.tokens(), tower.width());
    }

    @Override
    public float[] encode(List<BufferedImage> images) {
        float[] embedded = new TransformedImages(tower.transform(), tower::embedPatches, tower.tokens() * tower.width())
                .encode(images);
        float[] mask = new float[images.size() * tower.tokens()];
        Arrays.fill(mask, 1);
        return TokenRows.of(embedded, mask, images.size());
    }
}

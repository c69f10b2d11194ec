package dev.kintsugi.methods.multimodal;

import dev.kintsugi.nn.backbone.ImageTower;
import dev.kintsugi.nn.image.ImageTransform;
import org.bytedeco.pytorch.Tensor;

/** An image tower of which nothing but its output is known, as of a locked MobileNet: it takes no prompts. */
public record OutputOnlyTower(ImageTower whole) implements ImageTower {
    @Override
    public int embeddingWidth() {
        return whole.embeddingWidth();
    }

    @Override
    public ImageTransform transform() {
        return whole.transform();
    }

    @Override
    public Tensor encode(Tensor pixels) {
        return whole.encode(pixels);
    }

    @Override
    public int places() {
        return whole.places();
    }

    @Override
    public Tensor encodeGrid(Tensor pixels) {
        return whole.encodeGrid(pixels);
    }
}

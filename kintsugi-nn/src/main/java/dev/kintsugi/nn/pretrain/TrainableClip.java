package dev.kintsugi.nn.pretrain;

import dev.kintsugi.nn.clip.ClipConfig;
import dev.kintsugi.nn.clip.ClipTextTower;
import dev.kintsugi.nn.clip.ClipVisionTower;
import dev.kintsugi.nn.image.ImageTransform;
import dev.kintsugi.nn.tensor.TensorBridge;
import dev.kintsugi.nn.tensor.Weights;
import dev.kintsugi.nn.text.TokenBatch;
import org.bytedeco.pytorch.Tensor;

/** A CLIP of which both towers are trained from the start. */
public final class TrainableClip implements ContrastiveModel {
    private final ClipConfig config;
    private final Weights weights;
    private final ClipVisionTower vision;
    private final ClipTextTower text;

    /** Creates the model with random weights; the same seed gives the same weights. */
    public TrainableClip(ClipConfig config, ImageTransform transform, long seed) {
        this.config = config;
        this.weights = new Weights("model in training", ClipInitialisation.both(config, seed));
        this.vision = new ClipVisionTower(weights, config.vision(), config.projectionDim(), transform);
        this.text = new ClipTextTower(weights, config.text(), config.projectionDim());
    }

    /** Returns the dimensions. */
    public ClipConfig config() {
        return config;
    }

    @Override
    public Weights weights() {
        return weights;
    }

    @Override
    public Tensor imageFeatures(Tensor images) {
        return vision.encode(images);
    }

    @Override
    public Tensor textFeatures(TokenBatch texts) {
        return encode(text, texts);
    }

    static Tensor encode(ClipTextTower text, TokenBatch texts) {
        Tensor ids = TensorBridge.tensor(texts.ids(), texts.sequences(), texts.tokens());
        return text.encode(text.embed(ids), TensorBridge.tensor(texts.endPositions(), texts.sequences()));
    }

    @Override
    public void close() {
        weights.close();
    }
}

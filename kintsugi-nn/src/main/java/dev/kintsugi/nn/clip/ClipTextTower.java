package dev.kintsugi.nn.clip;

import static org.bytedeco.pytorch.global.torch.embedding;
import static org.bytedeco.pytorch.global.torch.linear;

import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.nn.backbone.TextTower;
import dev.kintsugi.nn.layer.LayerNorm;
import dev.kintsugi.nn.layer.TransformerLayer;
import dev.kintsugi.nn.tensor.Weights;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * The causal text transformer of CLIP: token and position embeddings, pre-norm layers, final norm, the end row, a
 * linear map.
 */
public final class ClipTextTower implements TextTower {
    private final ClipConfig.Text config;
    private final int projectionDim;
    private final Tensor tokenEmbedding;
    private final Tensor positionEmbedding;
    private final List<TransformerLayer> layers;
    private final LayerNorm finalNorm;
    private final Tensor projection;

    /** Creates the tower over weights with the names of Hugging Face; {@code weights} must outlive it. */
    public ClipTextTower(Weights weights, ClipConfig.Text config, int projectionDim) {
        this.config = config;
        this.projectionDim = projectionDim;
        String model = "text_model.";
        this.tokenEmbedding =
                weights.get(model + "embeddings.token_embedding.weight", config.vocabSize(), config.hiddenSize());
        this.positionEmbedding = weights.get(
                model + "embeddings.position_embedding.weight", config.maxPositionEmbeddings(), config.hiddenSize());
        this.layers = new ArrayList<>();
        for (int i = 0; i < config.numHiddenLayers(); i++) {
            layers.add(new TransformerLayer(weights, model + "encoder.layers." + i, config.layer()));
        }
        this.finalNorm = new LayerNorm(weights, model + "final_layer_norm", config.hiddenSize(), config.layerNormEps());
        this.projection = weights.get("text_projection.weight", projectionDim, config.hiddenSize());
    }

    @Override
    public int contextLength() {
        return config.maxPositionEmbeddings();
    }

    @Override
    public int width() {
        return config.hiddenSize();
    }

    @Override
    public int embeddingWidth() {
        return projectionDim;
    }

    @Override
    public Tensor embed(Tensor ids) {
        return embedding(tokenEmbedding, ids);
    }

    @Override
    public Tensor encode(Tensor embeddings, Tensor endPositions) {
        long sequences = embeddings.size(0);
        long tokens = embeddings.size(1);
        if (tokens > config.maxPositionEmbeddings()) {
            throw new ConfigException("text of " + tokens + " tokens does not fit the text tower, allowed are "
                    + config.maxPositionEmbeddings());
        }
        Tensor hidden = embeddings.add(positionEmbedding.narrow(0, 0, tokens));
        for (TransformerLayer layer : layers) {
            hidden = layer.apply(hidden, true);
        }
        // The norm acts on each row alone, so it is enough to normalise the rows that are read.
        Tensor index = endPositions.view(sequences, 1, 1).expand(sequences, 1, config.hiddenSize());
        Tensor end = finalNorm.apply(hidden.gather(1, index).select(1, 0));
        return linear(end, projection);
    }
}

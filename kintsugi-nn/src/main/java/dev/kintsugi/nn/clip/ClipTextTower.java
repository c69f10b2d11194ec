package dev.kintsugi.nn.clip;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.embedding;
import static org.bytedeco.pytorch.global.torch.linear;

import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.nn.backbone.PromptableTextTower;
import dev.kintsugi.nn.backbone.TowerEnd;
import dev.kintsugi.nn.layer.LayerNorm;
import dev.kintsugi.nn.layer.LayerPrompts;
import dev.kintsugi.nn.layer.SuffixLines;
import dev.kintsugi.nn.layer.TransformerLayer;
import dev.kintsugi.nn.layer.TransformerStack;
import dev.kintsugi.nn.tensor.TensorBridge;
import dev.kintsugi.nn.tensor.Weights;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The causal text transformer of CLIP: token and position embeddings, pre-norm layers, final norm, the end row, a
 * linear map.
 */
public final class ClipTextTower implements PromptableTextTower {
    private final ClipConfig.Text config;
    private final int projectionDim;
    private final Tensor tokenEmbedding;
    private final Tensor positionEmbedding;
    private final TransformerStack layers;
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
        List<TransformerLayer> stack = new ArrayList<>();
        for (int i = 0; i < config.numHiddenLayers(); i++) {
            stack.add(new TransformerLayer(weights, model + "encoder.layers." + i, config.layer()));
        }
        this.layers = new TransformerStack(stack, true);
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
    public int layers() {
        return layers.size();
    }

    @Override
    public Tensor embed(Tensor ids) {
        return embedding(tokenEmbedding, ids);
    }

    @Override
    public Tensor addPositions(Tensor embeddings) {
        long tokens = embeddings.size(1);
        if (tokens > config.maxPositionEmbeddings()) {
            throw new ConfigException("text of " + tokens + " tokens does not fit the text tower, allowed are "
                    + config.maxPositionEmbeddings());
        }
        return embeddings.add(positionEmbedding.narrow(0, 0, tokens));
    }

    @Override
    public Tensor encode(Tensor embeddings, Tensor endPositions) {
        // The norm acts on each row alone, so it is enough to normalise the rows that are read.
        return project(rowsAt(layers.apply(addPositions(embeddings)), endPositions));
    }

    @Override
    public List<LayerPrompts.KeysAndValues> start(Tensor embeddings) {
        return layers.keysAndValues(addPositions(embeddings));
    }

    @Override
    public Tensor encodePrefixed(
            List<LayerPrompts.KeysAndValues> start, Tensor prefix, Tensor suffixes, SuffixLines lines) {
        return encodePrefixed(start, prefix, suffixes, lines, LayerPrompts.none());
    }

    @Override
    public Tensor encodePrefixed(
            List<LayerPrompts.KeysAndValues> start,
            Tensor prefix,
            Tensor suffixes,
            SuffixLines lines,
            LayerPrompts prompts) {
        long startTokens = lines.beginning() - prefix.size(1);
        Tensor places = TensorBridge.tensor(lines.offsets(), lines.slots()).add(new Scalar(lines.beginning()));
        Tensor placed = suffixes.add(positionEmbedding.index_select(0, places));
        Tensor tokens = prefix.size(1) == 0
                ? placed
                : cat(
                        new TensorVector(prefix.add(positionEmbedding.narrow(0, startTokens, prefix.size(1))), placed),
                        1);
        return project(layers.applyPrefixed(start, tokens, lines, prompts));
    }

    @Override
    public Tensor hidden(Tensor tokens, LayerPrompts prompts) {
        return layers.apply(tokens, null, prompts); // padding stands behind the end, where nothing that is read sees it
    }

    @Override
    public Tensor read(Tensor tokens, Tensor mask, LayerPrompts prompts) {
        Tensor ends = mask.sum(1).to(ScalarType.Long).sub(new Scalar(1));
        Tensor shifted =
                ends.ge(new Scalar(prompts.position())).to(ScalarType.Long).mul(new Scalar(prompts.inserted()));
        return rowsAt(hidden(tokens, prompts), ends.add(shifted));
    }

    private static Tensor rowsAt(Tensor hidden, Tensor positions) {
        long sequences = hidden.size(0);
        Tensor index = positions.view(sequences, 1, 1).expand(sequences, 1, hidden.size(2));
        return hidden.gather(1, index).select(1, 0);
    }

    @Override
    public Tensor project(Tensor read) {
        return linear(finalNorm.apply(read), projection);
    }

    @Override
    public TowerEnd end() {
        return ClipTowerEnd.of(finalNorm, projection);
    }
}

package dev.kintsugi.nn.pretrain;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.gelu;
import static org.bytedeco.pytorch.global.torch.linear;
import static org.bytedeco.pytorch.global.torch.ones;

import dev.kintsugi.nn.layer.LayerNorm;
import dev.kintsugi.nn.layer.LayerPrompts;
import dev.kintsugi.nn.tensor.Weights;
import dev.kintsugi.nn.vilt.GridViltTransformer;
import dev.kintsugi.nn.vilt.JointTransformer;
import dev.kintsugi.nn.vilt.ViltConfig;
import dev.kintsugi.nn.vilt.ViltTransformer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;

/** A ViLT that is trained from the start, with the heads of its objectives. */
public final class TrainableVilt implements AutoCloseable {
    private static final double HEAD_EPSILON = 1e-12;

    private final ViltConfig config;
    private final Weights weights;
    private final JointTransformer transformer;
    private final Tensor words;
    private final LayerNorm wordNorm;

    private TrainableVilt(ViltConfig config, Weights weights, JointTransformer transformer) {
        this.config = config;
        this.weights = weights;
        this.transformer = transformer;
        this.words = weights.get(
                "vilt.embeddings.text_embeddings.word_embeddings.weight", config.vocabSize(), config.hiddenSize());
        this.wordNorm = new LayerNorm(weights, "mlm_score.transform.LayerNorm", config.hiddenSize(), HEAD_EPSILON);
    }

    /**
     * Returns a model over patches of pixels with random weights; the same seed gives the same weights.
     *
     * @param classes that its pooled output is to name; 0: none
     */
    public static TrainableVilt ofPatches(ViltConfig config, int classes, long seed) {
        Weights weights = new Weights("model in training", ViltInitialisation.patches(config, classes, seed));
        int patches = config.positionsPerEdge() * config.positionsPerEdge();
        return new TrainableVilt(config, weights, new ViltTransformer(weights, config, 1 + patches));
    }

    /**
     * Returns a model over the places of a frozen net with random weights; the same seed gives the same weights.
     *
     * @param gridWidth values per place
     * @param classes that its pooled output is to name; 0: none
     */
    public static TrainableVilt ofGrid(ViltConfig config, int gridWidth, int places, int classes, long seed) {
        Weights weights =
                new Weights("model in training", ViltInitialisation.grid(config, gridWidth, places, classes, seed));
        return new TrainableVilt(config, weights, new GridViltTransformer(weights, config, gridWidth, places));
    }

    /** Returns the dimensions. */
    public ViltConfig config() {
        return config;
    }

    /** Returns the trained tensors, those of the heads among them; owned by the model. */
    public Weights weights() {
        return weights;
    }

    /** Returns embedded images, {@code [images, tokens, width]}. */
    Tensor embedImages(Tensor images) {
        return transformer.embedSquares(images);
    }

    /**
     * Returns the output of the last layer, {@code [sequences, text tokens + image tokens, width]}.
     *
     * @param ids int64 {@code [sequences, text tokens]}
     * @param mask of the text, {@code [sequences, text tokens]}
     * @param images embedded images, {@code [sequences, image tokens, width]}
     */
    Tensor encode(Tensor ids, Tensor mask, Tensor images) {
        Tensor tokens = cat(new TensorVector(transformer.embedText(ids), images), 1);
        Tensor seen = cat(new TensorVector(mask, ones(images.size(0), images.size(1))), 1);
        return transformer.encode(tokens, seen, LayerPrompts.none());
    }

    /** Returns the pooled output, {@code [sequences, width]}. */
    Tensor pool(Tensor hidden) {
        return transformer.pool(hidden);
    }

    /**
     * Returns the scores of all words for hidden ones (BERT's head, tied to the embeddings), {@code [n, vocabulary]}.
     */
    Tensor wordScores(Tensor hidden) {
        Tensor transformed = wordNorm.apply(gelu(head("mlm_score.transform.dense", hidden, config.hiddenSize())));
        return linear(transformed, words).add(weights.get("mlm_score.bias", config.vocabSize()));
    }

    /** Returns the scores of "does not belong together" and "belongs together", {@code [sequences, 2]}. */
    Tensor matchScores(Tensor pooled) {
        return head("itm_score.fc", pooled, 2);
    }

    /** Returns the scores of all words for the whole caption, {@code [sequences, vocabulary]}. */
    Tensor captionScores(Tensor pooled) {
        return head("caption_words.fc", pooled, config.vocabSize());
    }

    /** Returns the scores of the classes, {@code [sequences, classes]}. */
    Tensor classScores(Tensor pooled, int classes) {
        return head(ViltInitialisation.CLASSES, pooled, classes);
    }

    private Tensor head(String name, Tensor input, long outputs) {
        Tensor weight = weights.get(name + ".weight", outputs, config.hiddenSize());
        return linear(input, weight, new TensorOptional(weights.get(name + ".bias", outputs)));
    }

    @Override
    public void close() {
        weights.close();
    }
}

package dev.kintsugi.nn.pretrain;

import dev.kintsugi.nn.layer.TransformerLayer;
import dev.kintsugi.nn.vilt.ViltConfig;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * Random first weights of a ViLT and of the heads it is trained with, with the names of Hugging Face; attention has one
 * matrix {@code in_proj_weight} for query, key and value. Layers begin as in {@link ClipInitialisation}, which small
 * models take better than a deviation of 0.02 for everything.
 */
final class ViltInitialisation {
    /** Name of the head that names classes. */
    static final String CLASSES = "class_names.fc";

    private static final double EMBEDDING = 0.02; // BERT's and ViLT's

    private final ViltConfig config;
    private final InitialTensors made;

    private ViltInitialisation(ViltConfig config, long seed) {
        this.config = config;
        this.made = new InitialTensors(seed);
    }

    /** Returns the tensors of a model over patches of pixels. */
    static Map<String, Tensor> patches(ViltConfig config, int classes, long seed) {
        ViltInitialisation vilt = new ViltInitialisation(config, seed);
        int patch = config.patchSize();
        int edge = config.positionsPerEdge();
        String projection = "vilt.embeddings.patch_embeddings.projection.";
        vilt.made.normal(
                projection + "weight", Math.sqrt(1.0 / (3 * patch * patch)), config.hiddenSize(), 3, patch, patch);
        vilt.made.constant(projection + "bias", 0, config.hiddenSize());
        vilt.common(edge * edge, classes);
        return vilt.made.tensors();
    }

    /** Returns the tensors of a model over the places of a frozen net. */
    static Map<String, Tensor> grid(ViltConfig config, int gridWidth, int places, int classes, long seed) {
        ViltInitialisation vilt = new ViltInitialisation(config, seed);
        String projection = "vilt.embeddings.grid_embeddings.projection.";
        vilt.made.normal(projection + "weight", Math.sqrt(1.0 / gridWidth), config.hiddenSize(), gridWidth);
        vilt.made.constant(projection + "bias", 0, config.hiddenSize());
        vilt.common(places, classes);
        return vilt.made.tensors();
    }

    private void common(int places, int classes) {
        int width = config.hiddenSize();
        String embeddings = "vilt.embeddings.";
        made.normal(embeddings + "cls_token", EMBEDDING, 1, 1, width);
        made.normal(embeddings + "position_embeddings", EMBEDDING, 1, places + 1L, width);
        made.normal(embeddings + "token_type_embeddings.weight", EMBEDDING, config.modalityTypeVocabSize(), width);
        String text = embeddings + "text_embeddings.";
        made.normal(text + "word_embeddings.weight", EMBEDDING, config.vocabSize(), width);
        made.normal(text + "position_embeddings.weight", EMBEDDING, config.maxPositionEmbeddings(), width);
        made.normal(text + "token_type_embeddings.weight", EMBEDDING, config.typeVocabSize(), width);
        made.norm(text + "LayerNorm", width);
        made.layers("vilt.encoder.layer", TransformerLayer.Names.VIT, config.layer(), config.numHiddenLayers());
        made.norm("vilt.layernorm", width);
        double spread = 1 / Math.sqrt(width);
        linear("vilt.pooler.dense", spread, width, width);
        linear("mlm_score.transform.dense", spread, width, width);
        made.norm("mlm_score.transform.LayerNorm", width);
        made.constant("mlm_score.bias", 0, config.vocabSize());
        linear("itm_score.fc", spread, 2, width);
        linear("caption_words.fc", spread, config.vocabSize(), width);
        if (classes > 0) {
            linear(CLASSES, spread, classes, width);
        }
    }

    private void linear(String name, double deviation, long outputs, long inputs) {
        made.normal(name + ".weight", deviation, outputs, inputs);
        made.constant(name + ".bias", 0, outputs);
    }
}

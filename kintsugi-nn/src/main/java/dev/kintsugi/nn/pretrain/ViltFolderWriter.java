package dev.kintsugi.nn.pretrain;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kintsugi.nn.layer.TransformerLayer;
import dev.kintsugi.nn.safetensors.WeightsWriter;
import dev.kintsugi.nn.text.TrainedWordPieces;
import dev.kintsugi.nn.vilt.ViltConfig;
import java.io.IOException;
import java.nio.file.Path;

/** Writes a trained ViLT in the folder layout of Hugging Face, its heads beside it. */
final class ViltFolderWriter {
    private static final double HALF = 0.5; // mean and deviation of ViltImageProcessor

    private ViltFolderWriter() {}

    /** Writes all files into a folder that exists. */
    static void write(Path folder, TrainableVilt model, TrainedWordPieces vocabulary, WeightsWriter.Precision precision)
            throws IOException {
        SplitWeights.write(folder, TransformerLayer.Names.VIT, model.weights().asMap(), precision);
        vocabulary.write(folder);
        ObjectNode root = ClipFolderWriter.JSON.createObjectNode();
        root.putArray("architectures").add("ViltForMaskedLM");
        root.put("model_type", "vilt")
                .put("torch_dtype", precision == WeightsWriter.Precision.HALF ? "float16" : "float32");
        putTransformer(root, model.config());
        root.put("image_size", model.config().imageSize())
                .put("patch_size", model.config().patchSize())
                .put("num_channels", 3)
                .put("max_image_length", model.config().maxImageLength());
        ClipFolderWriter.writeJson(folder.resolve("config.json"), root);
        ClipFolderWriter.writeJson(
                folder.resolve("preprocessor_config.json"),
                preprocessor(model.config().imageSize()));
    }

    /** Puts in everything but the images. */
    static void putTransformer(ObjectNode root, ViltConfig config) {
        root.put("vocab_size", config.vocabSize())
                .put("type_vocab_size", config.typeVocabSize())
                .put("modality_type_vocab_size", config.modalityTypeVocabSize())
                .put("max_position_embeddings", config.maxPositionEmbeddings())
                .put("hidden_size", config.hiddenSize())
                .put("num_hidden_layers", config.numHiddenLayers())
                .put("num_attention_heads", config.numAttentionHeads())
                .put("intermediate_size", config.intermediateSize())
                .put("hidden_act", config.hiddenAct().huggingFaceName())
                .put("layer_norm_eps", config.layerNormEps())
                .put("qkv_bias", true)
                .put("tie_word_embeddings", true);
    }

    /** A divisor of the whole edge makes every image a square of that edge. */
    private static ObjectNode preprocessor(int side) {
        ObjectNode root = ClipFolderWriter.JSON.createObjectNode();
        root.put("image_processor_type", "ViltImageProcessor")
                .put("do_resize", true)
                .put("resample", 3)
                .put("size_divisor", side)
                .put("do_rescale", true)
                .put("rescale_factor", 1 / 255.0)
                .put("do_normalize", true)
                .put("do_pad", true);
        root.putObject("size").put("shortest_edge", side);
        ArrayNode mean = root.putArray("image_mean");
        ArrayNode deviation = root.putArray("image_std");
        for (int channel = 0; channel < 3; channel++) {
            mean.add(HALF);
            deviation.add(HALF);
        }
        return root;
    }
}

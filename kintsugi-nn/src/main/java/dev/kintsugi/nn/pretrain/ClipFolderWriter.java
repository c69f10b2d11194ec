package dev.kintsugi.nn.pretrain;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kintsugi.nn.clip.ClipConfig;
import dev.kintsugi.nn.layer.TransformerLayer;
import dev.kintsugi.nn.safetensors.WeightsWriter;
import dev.kintsugi.nn.text.TrainedVocabulary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes a trained CLIP in the folder layout of Hugging Face. */
final class ClipFolderWriter {
    static final ObjectMapper JSON = new ObjectMapper();

    private ClipFolderWriter() {}

    /** Writes all files into a folder that exists. */
    static void write(Path folder, TrainableClip model, TrainedVocabulary vocabulary, WeightsWriter.Precision precision)
            throws IOException {
        SplitWeights.write(folder, TransformerLayer.Names.CLIP, model.weights().asMap(), precision);
        vocabulary.write(folder);
        ClipConfig config = model.config();
        ObjectNode root = JSON.createObjectNode();
        root.putArray("architectures").add("CLIPModel");
        root.put("model_type", "clip")
                .put("projection_dim", config.projectionDim())
                .put("logit_scale_init_value", StrictMath.log(1 / 0.07))
                .put("torch_dtype", precision == WeightsWriter.Precision.HALF ? "float16" : "float32");
        root.set("text_config", text(config.text(), config.projectionDim(), vocabulary));
        root.set("vision_config", vision(config));
        writeJson(folder.resolve("config.json"), root);
        writeJson(
                folder.resolve("preprocessor_config.json"),
                preprocessor(config.vision().imageSize()));
    }

    static ObjectNode text(ClipConfig.Text text, int projectionDim, TrainedVocabulary vocabulary) {
        return JSON.createObjectNode()
                .put("model_type", "clip_text_model")
                .put("vocab_size", text.vocabSize())
                .put("hidden_size", text.hiddenSize())
                .put("intermediate_size", text.intermediateSize())
                .put("num_hidden_layers", text.numHiddenLayers())
                .put("num_attention_heads", text.numAttentionHeads())
                .put("max_position_embeddings", text.maxPositionEmbeddings())
                .put("hidden_act", text.hiddenAct().huggingFaceName())
                .put("layer_norm_eps", text.layerNormEps())
                .put("projection_dim", projectionDim)
                .put("bos_token_id", vocabulary.startId())
                .put("eos_token_id", vocabulary.endId())
                .put("pad_token_id", vocabulary.endId());
    }

    private static ObjectNode vision(ClipConfig config) {
        ClipConfig.Vision vision = config.vision();
        return JSON.createObjectNode()
                .put("model_type", "clip_vision_model")
                .put("hidden_size", vision.hiddenSize())
                .put("intermediate_size", vision.intermediateSize())
                .put("num_hidden_layers", vision.numHiddenLayers())
                .put("num_attention_heads", vision.numAttentionHeads())
                .put("image_size", vision.imageSize())
                .put("patch_size", vision.patchSize())
                .put("num_channels", 3)
                .put("hidden_act", vision.hiddenAct().huggingFaceName())
                .put("layer_norm_eps", vision.layerNormEps())
                .put("projection_dim", config.projectionDim());
    }

    private static ObjectNode preprocessor(int side) {
        ObjectNode root = JSON.createObjectNode();
        root.put("image_processor_type", "CLIPImageProcessor")
                .put("do_resize", true)
                .put("resample", 3)
                .put("do_center_crop", false)
                .put("do_rescale", true)
                .put("rescale_factor", 1 / 255.0)
                .put("do_normalize", true)
                .put("do_convert_rgb", true);
        root.putObject("size").put("height", side).put("width", side);
        ArrayNode mean = root.putArray("image_mean");
        PixelPairs.MEAN.forEach(mean::add);
        ArrayNode deviation = root.putArray("image_std");
        PixelPairs.DEVIATION.forEach(deviation::add);
        return root;
    }

    static void writeJson(Path file, ObjectNode root) throws IOException {
        Files.writeString(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n");
    }
}

package dev.kintsugi.nn.vilt;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kintsugi.core.error.ModelException;
import dev.kintsugi.nn.layer.Activation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Reads Hugging Face's {@code config.json} of a ViLT. A key that is left out has the default of transformers'
 * {@code ViltConfig}.
 */
final class ViltConfigReader {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String place;
    private final JsonNode root;

    private ViltConfigReader(String place, JsonNode root) {
        this.place = place;
        this.root = root;
    }

    /**
     * Reads the file.
     *
     * @param type the model type that it must have
     * @throws ModelException if it is missing, not JSON, of another kind of model, or has a value that is not supported
     */
    static ViltConfig read(Path file, String type) {
        if (!Files.isRegularFile(file)) {
            throw new ModelException(file + ": there is no such file; every model folder has one");
        }
        try {
            return new ViltConfigReader(file.toString(), JSON.readTree(Files.readString(file))).config(type);
        } catch (JacksonException e) {
            throw new ModelException(file + ": is not JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new ModelException(file + ": cannot be read: " + e, e);
        }
    }

    private ViltConfig config(String type) {
        String found = root.path("model_type").asText("");
        if (!found.equals(type)) {
            throw new ModelException(place + ": model_type is '" + found + "', needed is '" + type + "'");
        }
        checkOnly("num_channels", positive("num_channels", 3), 3);
        checkOnly("qkv_bias", root.path("qkv_bias").asBoolean(true), true);
        checkOnly(
                "position_embedding_type", root.path("position_embedding_type").asText("absolute"), "absolute");
        ViltConfig config = new ViltConfig(
                positive("vocab_size", 30_522),
                positive("type_vocab_size", 2),
                positive("modality_type_vocab_size", 2),
                positive("max_position_embeddings", 40),
                positive("hidden_size", 768),
                positive("num_hidden_layers", 12),
                positive("num_attention_heads", 12),
                positive("intermediate_size", 3072),
                activation(),
                epsilon(),
                positive("image_size", 384),
                positive("patch_size", 32),
                maxImageLength());
        if (config.hiddenSize() % config.numAttentionHeads() != 0) {
            throw new ModelException(place + ": num_attention_heads is " + config.numAttentionHeads()
                    + ", allowed are divisors of the hidden_size of " + config.hiddenSize());
        }
        if (config.patchSize() > config.imageSize()) {
            throw new ModelException(place + ": patch_size is " + config.patchSize()
                    + ", allowed is at most the image_size of " + config.imageSize());
        }
        if (config.modalityTypeVocabSize() < 2 || config.maxPositionEmbeddings() < 2) {
            throw new ModelException(place + ": modality_type_vocab_size and max_position_embeddings are "
                    + config.modalityTypeVocabSize() + " and " + config.maxPositionEmbeddings()
                    + ", allowed are whole numbers from 2");
        }
        return config;
    }

    private void checkOnly(String key, Object found, Object supported) {
        if (!found.equals(supported)) {
            throw new ModelException(place + ": " + key + " is " + found + ", supported is " + supported);
        }
    }

    private int positive(String key, int otherwise) {
        JsonNode value = root.path(key);
        if (value.isMissingNode() || value.isNull()) {
            return otherwise;
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.asInt() < 1) {
            throw new ModelException(place + ": " + key + " is " + value + ", allowed are whole numbers from 1");
        }
        return value.asInt();
    }

    private int maxImageLength() {
        JsonNode value = root.path("max_image_length");
        if (value.isMissingNode() || value.isNull()) {
            return -1;
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.asInt() == 0) {
            throw new ModelException(place + ": max_image_length is " + value
                    + ", allowed are whole numbers from 1, and negative ones for all patches");
        }
        return value.asInt();
    }

    private double epsilon() {
        JsonNode value = root.path("layer_norm_eps");
        if (value.isMissingNode() || value.isNull()) {
            return 1e-12;
        }
        if (!value.isNumber() || !(value.asDouble() > 0)) {
            throw new ModelException(place + ": layer_norm_eps is " + value + ", allowed are numbers greater than 0");
        }
        return value.asDouble();
    }

    private Activation activation() {
        String name = root.path("hidden_act").asText(Activation.GELU.huggingFaceName());
        for (Activation activation : Activation.values()) {
            if (activation.huggingFaceName().equals(name)) {
                return activation;
            }
        }
        List<String> known = Arrays.stream(Activation.values())
                .map(Activation::huggingFaceName)
                .toList();
        throw new ModelException(place + ": hidden_act is '" + name + "', supported are " + known);
    }
}

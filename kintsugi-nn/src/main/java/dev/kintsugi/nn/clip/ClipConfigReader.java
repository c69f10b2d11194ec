package dev.kintsugi.nn.clip;

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
import java.util.OptionalInt;

/**
 * Reads Hugging Face's {@code config.json} of a CLIP.
 *
 * <p>A key that is left out has the default of transformers' {@code CLIPConfig}: published folders leave out whatever
 * equals it.
 */
public final class ClipConfigReader {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final double DEFAULT_LAYER_NORM_EPS = 1e-5;
    private static final int DEFAULT_END_ID = 49_407;
    /** Folders made before transformers 4.31 say 2, which means: read the feature at the largest id. */
    private static final int LEGACY_END_ID = 2;

    private final String place;

    private ClipConfigReader(String place) {
        this.place = place;
    }

    /**
     * What {@code config.json} says.
     *
     * @param dimensions of both towers
     * @param endId id at which the text feature is read, or empty in old folders: at the largest id of the text
     */
    public record Read(ClipConfig dimensions, OptionalInt endId) {}

    /**
     * Reads the file.
     *
     * @throws ModelException if it is missing, not JSON, of another kind of model, or has a value that is not supported
     */
    public static Read read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new ModelException(file + ": there is no such file; every model folder has one");
        }
        JsonNode root;
        try {
            root = JSON.readTree(Files.readString(file));
        } catch (JacksonException e) {
            throw new ModelException(file + ": is not JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new ModelException(file + ": cannot be read: " + e, e);
        }
        return new ClipConfigReader(file.toString()).read(root);
    }

    /**
     * Reads {@code text_config} alone, of a model whose image tower is of another kind.
     *
     * @param place file, for errors
     * @param root the whole of {@code config.json}
     * @throws ModelException if a value is not supported
     */
    public static ClipConfig.Text readText(String place, JsonNode root) {
        return new ClipConfigReader(place).text(tower(root, "text_config"));
    }

    private Read read(JsonNode root) {
        String type = root.path("model_type").asText("clip");
        if (!type.equals("clip")) {
            throw new ModelException(place + ": model_type is '" + type + "', supported is 'clip'");
        }
        JsonNode text = tower(root, "text_config");
        JsonNode vision = tower(root, "vision_config");
        int channels = positive(vision, "vision_config.num_channels", 3);
        if (channels != 3) {
            throw new ModelException(place + ": vision_config.num_channels is " + channels + ", supported is 3");
        }
        int endId = whole(text, "text_config.eos_token_id", DEFAULT_END_ID, 0);
        return new Read(
                new ClipConfig(positive(root, "projection_dim", 512), text(text), vision(vision)),
                endId == LEGACY_END_ID ? OptionalInt.empty() : OptionalInt.of(endId));
    }

    /** Old files have {@code text_config_dict} besides; where it is there, transformers lets it win altogether. */
    private static JsonNode tower(JsonNode root, String key) {
        JsonNode legacy = root.path(key + "_dict");
        return legacy.isObject() ? legacy : root.path(key);
    }

    private ClipConfig.Text text(JsonNode node) {
        String at = "text_config.";
        ClipConfig.Text text = new ClipConfig.Text(
                positive(node, at + "vocab_size", 49_408),
                positive(node, at + "hidden_size", 512),
                positive(node, at + "intermediate_size", 2048),
                positive(node, at + "num_hidden_layers", 12),
                positive(node, at + "num_attention_heads", 8),
                positive(node, at + "max_position_embeddings", 77),
                activation(node, at + "hidden_act"),
                epsilon(node, at + "layer_norm_eps"));
        checkDivides(at, text.hiddenSize(), text.numAttentionHeads());
        return text;
    }

    private ClipConfig.Vision vision(JsonNode node) {
        String at = "vision_config.";
        ClipConfig.Vision vision = new ClipConfig.Vision(
                positive(node, at + "hidden_size", 768),
                positive(node, at + "intermediate_size", 3072),
                positive(node, at + "num_hidden_layers", 12),
                positive(node, at + "num_attention_heads", 12),
                positive(node, at + "image_size", 224),
                positive(node, at + "patch_size", 32),
                activation(node, at + "hidden_act"),
                epsilon(node, at + "layer_norm_eps"));
        checkDivides(at, vision.hiddenSize(), vision.numAttentionHeads());
        if (vision.patchSize() > vision.imageSize()) {
            throw new ModelException(place + ": vision_config.patch_size is " + vision.patchSize()
                    + ", allowed is at most the image_size of " + vision.imageSize());
        }
        return vision;
    }

    private void checkDivides(String at, int width, int heads) {
        if (width % heads != 0) {
            throw new ModelException(place + ": " + at + "num_attention_heads is " + heads
                    + ", allowed are divisors of the hidden_size of " + width);
        }
    }

    private static JsonNode field(JsonNode node, String path) {
        return node.path(path.substring(path.indexOf('.') + 1));
    }

    private int positive(JsonNode node, String path, int otherwise) {
        return whole(node, path, otherwise, 1);
    }

    private int whole(JsonNode node, String path, int otherwise, int least) {
        JsonNode value = field(node, path);
        if (value.isMissingNode() || value.isNull()) {
            return otherwise;
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.asInt() < least) {
            throw new ModelException(
                    place + ": " + path + " is " + value + ", allowed are whole numbers from " + least);
        }
        return value.asInt();
    }

    private double epsilon(JsonNode node, String path) {
        JsonNode value = field(node, path);
        if (value.isMissingNode() || value.isNull()) {
            return DEFAULT_LAYER_NORM_EPS;
        }
        if (!value.isNumber() || !(value.asDouble() > 0)) {
            throw new ModelException(place + ": " + path + " is " + value + ", allowed are numbers greater than 0");
        }
        return value.asDouble();
    }

    private Activation activation(JsonNode node, String path) {
        String name = field(node, path).asText(Activation.QUICK_GELU.huggingFaceName());
        for (Activation activation : Activation.values()) {
            if (activation.huggingFaceName().equals(name)) {
                return activation;
            }
        }
        List<String> known = Arrays.stream(Activation.values())
                .map(Activation::huggingFaceName)
                .toList();
        throw new ModelException(place + ": " + path + " is '" + name + "', supported are " + known);
    }
}

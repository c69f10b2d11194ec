package dev.kintsugi.nn.lit;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kintsugi.core.error.ModelException;
import dev.kintsugi.core.error.ShapeException;
import dev.kintsugi.core.error.WeightsException;
import dev.kintsugi.nn.backbone.TwoTower;
import dev.kintsugi.nn.clip.ClipConfig;
import dev.kintsugi.nn.clip.ClipConfigReader;
import dev.kintsugi.nn.clip.ClipTextTower;
import dev.kintsugi.nn.image.ImageTransform;
import dev.kintsugi.nn.image.ReducingTransform;
import dev.kintsugi.nn.mobilenet.MobileNet;
import dev.kintsugi.nn.safetensors.MappedWeights;
import dev.kintsugi.nn.safetensors.ModelHash;
import dev.kintsugi.nn.safetensors.WeightFiles;
import dev.kintsugi.nn.tensor.TensorBridge;
import dev.kintsugi.nn.tensor.Weights;
import dev.kintsugi.nn.text.ClipTokenizer;
import dev.kintsugi.nn.text.ClipTokenizerFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A locked-image model as a folder like that of a CLIP: {@code config.json} with the model type {@value #MODEL_TYPE},
 * {@code model.safetensors} with the text tower and the projection, and the tokeniser.
 *
 * <p>The frozen MobileNet is not in the folder: {@code vision_config} names its weight file, relative to a root that
 * the user has, and the SHA-256 that it must have.
 */
public final class LitFolder {
    /** Model type in {@code config.json}. */
    public static final String MODEL_TYPE = "kintsugi-lit";

    private static final String CONFIG = "config.json";

    private LitFolder() {}

    /**
     * The image part of {@code config.json}.
     *
     * @param weightsFile weight file of the MobileNet, relative to the root
     * @param sha256 its hash, hexadecimal
     * @param imageSize height and width of the input
     * @param projectionHidden width of the projection's hidden layer, 0 for none
     * @param photoWidth width that images are reduced to first, in pixels; 0 if they are not
     * @param photoHeight height that images are reduced to first, in pixels; 0 if they are not
     */
    public record Vision(
            String weightsFile, String sha256, int imageSize, int projectionHidden, int photoWidth, int photoHeight) {
        /** Returns the transform that images go through. */
        public ImageTransform transform(MobileNet net) {
            ImageTransform stretch = net.transform(imageSize);
            return photoWidth > 0 && photoHeight > 0
                    ? new ReducingTransform(photoWidth, photoHeight, stretch)
                    : stretch;
        }
    }

    /**
     * Opens a folder as a frozen two-tower model; the caller closes it.
     *
     * @param root what the path of the MobileNet's weights is relative to
     * @throws ModelException if the configuration is damaged, or the MobileNet is missing or another one
     * @throws WeightsException if a weight file or tensor is missing or damaged
     * @throws ShapeException if a tensor has another shape than the configuration says
     */
    public static TwoTower open(Path folder, Path root) {
        JsonNode config = config(folder.resolve(CONFIG));
        ClipConfig.Text text = ClipConfigReader.readText(folder.resolve(CONFIG).toString(), config);
        int projectionDim = positive(folder, config, "projection_dim");
        Vision vision = vision(folder, config.path("vision_config"));
        MobileNet net = mobileNet(folder, root, vision);
        ClipTokenizer tokenizer = ClipTokenizerFiles.fromFolder(folder);
        Weights weights = MappedWeights.read(WeightFiles.of(folder));
        try {
            return new TwoTower(
                    String.valueOf(folder.toAbsolutePath().normalize().getFileName()),
                    ModelHash.ofFiles(List.of(
                            folder.resolve(WeightFiles.SINGLE),
                            folder.resolve(CONFIG),
                            folder.resolve("tokenizer.json"))),
                    new LockedImageTower(net, vision.transform(net), weights, projectionDim, vision.projectionHidden()),
                    new ClipTextTower(weights, text, projectionDim),
                    tokenizer,
                    Math.exp(TensorBridge.floats(weights.get("logit_scale"))[0]),
                    List.of(tokenizer, weights, net));
        } catch (RuntimeException e) {
            weights.close();
            net.close();
            throw e;
        }
    }

    /**
     * Opens the frozen net that a model folder names; the caller closes it.
     *
     * @throws ModelException if it is missing or another one
     */
    public static MobileNet mobileNet(Path folder, Path root, Vision vision) {
        Path file = root.resolve(vision.weightsFile()).normalize();
        if (!Files.isRegularFile(file)) {
            throw new ModelException(folder + ": the frozen image tower is not at hand: there is no file " + file
                    + "; set KINTSUGI_DATA to the folder that holds " + vision.weightsFile());
        }
        MobileNet net = MobileNet.read(file);
        if (!net.hash().equals(vision.sha256())) {
            String found = net.hash();
            net.close();
            throw new ModelException(
                    file + ": the SHA-256 is " + found + ", but " + folder + " was trained with " + vision.sha256());
        }
        return net;
    }

    /**
     * Reads {@code vision_config}.
     *
     * @throws ModelException if it lacks something
     */
    public static Vision vision(Path folder, JsonNode node) {
        String file = node.path("weights_file").asText("");
        String sha256 = node.path("weights_sha256").asText("");
        if (file.isEmpty() || sha256.isEmpty()) {
            throw new ModelException(folder.resolve(CONFIG)
                    + ": vision_config must have weights_file and weights_sha256, but is " + node);
        }
        return new Vision(
                file,
                sha256,
                positive(folder, node, "image_size"),
                node.path("projection_hidden").asInt(0),
                node.path("photo_width").asInt(0),
                node.path("photo_height").asInt(0));
    }

    private static int positive(Path folder, JsonNode node, String key) {
        if (!node.path(key).canConvertToInt() || node.path(key).asInt() <= 0) {
            throw new ModelException(folder.resolve(CONFIG) + ": " + key + " is " + node.path(key)
                    + ", allowed are whole numbers from 1");
        }
        return node.path(key).asInt();
    }

    private static JsonNode config(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new ModelException(file + ": there is no such file; every model folder has one");
        }
        try {
            JsonNode root = new ObjectMapper().readTree(Files.readString(file));
            String type = root.path("model_type").asText("");
            if (!type.equals(MODEL_TYPE)) {
                throw new ModelException(file + ": model_type is '" + type + "', needed is '" + MODEL_TYPE + "'");
            }
            return root;
        } catch (JacksonException e) {
            throw new ModelException(file + ": is not JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new ModelException(file + ": cannot be read: " + e, e);
        }
    }
}

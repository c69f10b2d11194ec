package dev.kintsugi.nn.vilt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kintsugi.core.error.ModelException;
import dev.kintsugi.core.error.ShapeException;
import dev.kintsugi.core.error.WeightsException;
import dev.kintsugi.nn.lit.LitFolder;
import dev.kintsugi.nn.mobilenet.MobileNet;
import dev.kintsugi.nn.safetensors.MappedWeights;
import dev.kintsugi.nn.safetensors.ModelHash;
import dev.kintsugi.nn.safetensors.WeightFiles;
import dev.kintsugi.nn.tensor.Weights;
import dev.kintsugi.nn.text.WordPieceTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A ViLT over the places of a frozen MobileNet as a folder like that of a ViLT, with the model type
 * {@value #MODEL_TYPE}. The MobileNet is not in the folder: {@code vision_config} names its weight file, relative to a
 * root that the user has, and the SHA-256 that it must have.
 */
public final class GridViltFolder {
    /** Model type in {@code config.json}. */
    public static final String MODEL_TYPE = "kintsugi-grid-vilt";

    private static final String CONFIG = "config.json";

    private GridViltFolder() {}

    /**
     * Opens a folder as a frozen model; the caller closes it.
     *
     * @param root what the path of the MobileNet's weights is relative to
     * @throws ModelException if the configuration is damaged, or the MobileNet is missing or another one
     * @throws WeightsException if a weight file or tensor is missing or damaged
     * @throws ShapeException if a tensor has another shape than the configuration says
     */
    public static GridViltModel open(Path folder, Path root) {
        Path file = folder.resolve(CONFIG);
        ViltConfig config = ViltConfigReader.read(file, MODEL_TYPE);
        LitFolder.Vision vision = LitFolder.vision(folder, visionConfig(file));
        WordPieceTokenizer tokenizer = ViltFolder.tokenizer(folder, config);
        MobileNet net = LitFolder.mobileNet(folder, root, vision);
        WeightFiles files = WeightFiles.of(folder);
        Weights weights = MappedWeights.read(files);
        try {
            return new GridViltModel(
                    String.valueOf(folder.toAbsolutePath().normalize().getFileName()),
                    ModelHash.ofFiles(ViltFolder.hashed(folder, files)),
                    new GridViltModel.Parts(config, tokenizer, net, vision.transform(net)),
                    weights);
        } catch (RuntimeException e) {
            weights.close();
            net.close();
            throw e;
        }
    }

    private static JsonNode visionConfig(Path file) {
        try {
            return new ObjectMapper().readTree(Files.readString(file)).path("vision_config");
        } catch (IOException e) {
            throw new ModelException(file + ": cannot be read: " + e, e);
        }
    }
}

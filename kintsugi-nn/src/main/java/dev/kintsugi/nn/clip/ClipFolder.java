package dev.kintsugi.nn.clip;

import dev.kintsugi.core.error.ModelException;
import dev.kintsugi.core.error.ShapeException;
import dev.kintsugi.core.error.WeightsException;
import dev.kintsugi.nn.backbone.TwoTower;
import dev.kintsugi.nn.image.ClipImageTransform;
import dev.kintsugi.nn.image.ImageTransform;
import dev.kintsugi.nn.safetensors.MappedWeights;
import dev.kintsugi.nn.safetensors.ModelHash;
import dev.kintsugi.nn.safetensors.WeightFiles;
import dev.kintsugi.nn.tensor.TensorBridge;
import dev.kintsugi.nn.tensor.Weights;
import dev.kintsugi.nn.text.ClipTokenizer;
import dev.kintsugi.nn.text.ClipTokenizerFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A CLIP in the folder layout of Hugging Face: {@code config.json}, {@code model.safetensors} or shards with their
 * index, {@code tokenizer.json} or {@code vocab.json} with {@code merges.txt}, {@code preprocessor_config.json}.
 */
public final class ClipFolder {
    private static final String CONFIG = "config.json";
    private static final String PREPROCESSOR = "preprocessor_config.json";

    private ClipFolder() {}

    /**
     * Opens a folder with the image transform of its own {@code preprocessor_config.json}.
     *
     * @throws ModelException if a file other than the weights is missing, or the files do not fit each other
     * @throws WeightsException if a weight file or tensor is missing or damaged
     * @throws ShapeException if a tensor has another shape than the configuration says
     */
    public static TwoTower open(Path folder) {
        return open(folder, ClipImageTransform::fromPreprocessorConfig);
    }

    /**
     * Opens a folder as a frozen two-tower model; the caller closes it. The weights are memory-mapped: the files must
     * not change while the model is open.
     *
     * @param imageTransform makes the transform from the path of {@code preprocessor_config.json}
     * @throws ModelException if the configuration or the tokeniser is missing, or they do not fit each other
     * @throws WeightsException if a weight file or tensor is missing or damaged
     * @throws ShapeException if a tensor has another shape than the configuration says
     */
    public static TwoTower open(Path folder, Function<Path, ImageTransform> imageTransform) {
        if (!Files.isDirectory(folder)) {
            throw new ModelException(folder + ": there is no such model folder");
        }
        ClipConfigReader.Read config = ClipConfigReader.read(folder.resolve(CONFIG));
        ClipTokenizer tokenizer = ClipTokenizerFiles.fromFolder(folder);
        checkTokenizer(folder, config, tokenizer);
        ImageTransform transform = imageTransform.apply(folder.resolve(PREPROCESSOR));
        checkTransform(folder, config.dimensions().vision(), transform);
        WeightFiles files = WeightFiles.of(folder);
        Weights weights = MappedWeights.read(files);
        try {
            ClipConfig dimensions = config.dimensions();
            return new TwoTower(
                    String.valueOf(folder.toAbsolutePath().normalize().getFileName()),
                    ModelHash.ofFiles(hashed(folder, files)),
                    new ClipVisionTower(weights, dimensions.vision(), dimensions.projectionDim(), transform),
                    new ClipTextTower(weights, dimensions.text(), dimensions.projectionDim()),
                    tokenizer,
                    Math.exp(TensorBridge.floats(weights.get("logit_scale"))[0]),
                    List.of(tokenizer, weights));
        } catch (RuntimeException e) {
            weights.close();
            throw e;
        }
    }

    /** Returns everything that a result depends on: weights, configuration, tokeniser, preprocessing. */
    private static List<Path> hashed(Path folder, WeightFiles files) {
        List<Path> hashed = new ArrayList<>(files.files());
        Stream.of(CONFIG, PREPROCESSOR, "tokenizer.json", "vocab.json", "merges.txt")
                .map(folder::resolve)
                .filter(Files::isRegularFile)
                .forEach(hashed::add);
        return hashed;
    }

    private static void checkTokenizer(Path folder, ClipConfigReader.Read config, ClipTokenizer tokenizer) {
        int rows = config.dimensions().text().vocabSize();
        if (tokenizer.vocabularySize() > rows) {
            throw new ModelException(folder + ": the tokeniser has ids up to " + (tokenizer.vocabularySize() - 1)
                    + ", but config.json gives a vocab_size of " + rows);
        }
        if (config.endId().isPresent() && config.endId().getAsInt() != tokenizer.endId()) {
            throw new ModelException(folder + ": config.json gives the eos_token_id "
                    + config.endId().getAsInt() + ", but the tokeniser ends texts with " + tokenizer.endId());
        }
    }

    private static void checkTransform(Path folder, ClipConfig.Vision vision, ImageTransform transform) {
        int side = vision.imageSize();
        if (transform.height() != side || transform.width() != side) {
            throw new ModelException(folder + ": " + PREPROCESSOR + " makes images of " + transform.height() + " x "
                    + transform.width() + " pixels, but config.json gives an image_size of " + side);
        }
    }
}

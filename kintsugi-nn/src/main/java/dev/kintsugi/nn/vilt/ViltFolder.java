package dev.kintsugi.nn.vilt;

import dev.kintsugi.core.error.ModelException;
import dev.kintsugi.core.error.ShapeException;
import dev.kintsugi.core.error.WeightsException;
import dev.kintsugi.nn.image.ViltImageTransform;
import dev.kintsugi.nn.safetensors.MappedWeights;
import dev.kintsugi.nn.safetensors.ModelHash;
import dev.kintsugi.nn.safetensors.WeightFiles;
import dev.kintsugi.nn.tensor.Weights;
import dev.kintsugi.nn.text.WordPieceFiles;
import dev.kintsugi.nn.text.WordPieceTokenizer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A ViLT in the folder layout of Hugging Face: {@code config.json}, {@code model.safetensors} or shards with their
 * index, {@code tokenizer.json} or {@code vocab.txt}, {@code preprocessor_config.json}.
 */
public final class ViltFolder {
    /** Model type in {@code config.json}. */
    public static final String MODEL_TYPE = "vilt";

    private static final String CONFIG = "config.json";
    private static final String PREPROCESSOR = "preprocessor_config.json";

    private ViltFolder() {}

    /**
     * Opens a folder as a frozen model; the caller closes it. The weights are memory-mapped: the files must not change
     * while the model is open.
     *
     * @throws ModelException if a file other than the weights is missing, or the files do not fit each other
     * @throws WeightsException if a weight file or tensor is missing or damaged
     * @throws ShapeException if a tensor has another shape than the configuration says
     */
    public static ViltModel open(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new ModelException(folder + ": there is no such model folder");
        }
        ViltConfig config = ViltConfigReader.read(folder.resolve(CONFIG), MODEL_TYPE);
        WordPieceTokenizer tokenizer = tokenizer(folder, config);
        ViltImageTransform transform = ViltImageTransform.fromPreprocessorConfig(folder.resolve(PREPROCESSOR));
        if (transform.divisor() % config.patchSize() != 0) {
            throw new ModelException(folder + ": " + PREPROCESSOR + " gives a size_divisor of " + transform.divisor()
                    + ", allowed are multiples of the patch_size of " + config.patchSize() + " in " + CONFIG);
        }
        WeightFiles files = WeightFiles.of(folder);
        Weights weights = MappedWeights.read(files);
        try {
            return new ViltModel(
                    String.valueOf(folder.toAbsolutePath().normalize().getFileName()),
                    ModelHash.ofFiles(hashed(folder, files)),
                    new ViltModel.Parts(config, tokenizer, transform),
                    weights);
        } catch (RuntimeException e) {
            weights.close();
            throw e;
        }
    }

    /** Returns the folder's tokeniser, whose ids the model must have. */
    static WordPieceTokenizer tokenizer(Path folder, ViltConfig config) {
        WordPieceTokenizer tokenizer = WordPieceFiles.fromFolder(folder);
        if (tokenizer.vocabularySize() > config.vocabSize()) {
            throw new ModelException(folder + ": the tokeniser has ids up to " + (tokenizer.vocabularySize() - 1)
                    + ", but " + CONFIG + " gives a vocab_size of " + config.vocabSize());
        }
        return tokenizer;
    }

    /** Returns everything that a result depends on: weights, configuration, tokeniser, preprocessing. */
    static List<Path> hashed(Path folder, WeightFiles files) {
        List<Path> hashed = new ArrayList<>(files.files());
        Stream.of(CONFIG, PREPROCESSOR, "tokenizer.json", "vocab.txt", "tokenizer_config.json")
                .map(folder::resolve)
                .filter(Files::isRegularFile)
                .forEach(hashed::add);
        return hashed;
    }
}

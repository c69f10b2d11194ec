package dev.kintsugi.engine.pretrain;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kintsugi.core.KintsugiVersion;
import dev.kintsugi.core.error.ModelException;
import dev.kintsugi.core.error.StorageException;
import dev.kintsugi.core.option.Settings;
import dev.kintsugi.engine.data.DataSource;
import dev.kintsugi.engine.experiment.PyTorchVersion;
import dev.kintsugi.engine.feature.FeatureStore;
import dev.kintsugi.nn.backbone.TwoTower;
import dev.kintsugi.nn.clip.ClipConfig;
import dev.kintsugi.nn.clip.ClipFolder;
import dev.kintsugi.nn.image.ResampleFilter;
import dev.kintsugi.nn.image.StretchTransform;
import dev.kintsugi.nn.layer.Activation;
import dev.kintsugi.nn.lit.LitFolder;
import dev.kintsugi.nn.mobilenet.MobileNet;
import dev.kintsugi.nn.pretrain.CaptionTable;
import dev.kintsugi.nn.pretrain.ContrastiveModel;
import dev.kintsugi.nn.pretrain.ContrastiveTrainer;
import dev.kintsugi.nn.pretrain.FeaturePairs;
import dev.kintsugi.nn.pretrain.LockedImageModel;
import dev.kintsugi.nn.pretrain.ModelFolders;
import dev.kintsugi.nn.pretrain.PairSource;
import dev.kintsugi.nn.pretrain.PixelPairs;
import dev.kintsugi.nn.pretrain.TrainableClip;
import dev.kintsugi.nn.pretrain.TrainingListener;
import dev.kintsugi.nn.safetensors.ModelHash;
import dev.kintsugi.nn.safetensors.WeightFiles;
import dev.kintsugi.nn.tensor.TorchThreads;
import dev.kintsugi.nn.text.TrainedVocabulary;
import dev.kintsugi.nn.text.VocabularyTraining;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Trains a two-tower model from an options record and puts it into the cache; a model with the same hash of settings
 * and data is not trained twice.
 */
public final class Pretraining {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final double EPSILON = 1e-5;

    private final PretrainOptions options;
    private final Places places;
    private final Listener listener;

    /** Creates a training. */
    public Pretraining(PretrainOptions options, Places places, Listener listener) {
        this.options = options;
        this.places = places;
        this.listener = listener;
    }

    /**
     * Where things are.
     *
     * @param models the cache of trained models
     * @param features the cache of frozen features
     * @param dataRoot what the path of a frozen image tower is relative to
     */
    public record Places(PretrainedModels models, FeatureStore features, Path dataRoot) {}

    /** Is told how the training goes. */
    public interface Listener extends TrainingListener {
        /** Is told a line of text. */
        void say(String line);

        /** Is told how many features of frozen images are there. */
        void features(int done, int all);
    }

    /**
     * A trained model.
     *
     * @param folder where it lies
     * @param hash of settings and data, hexadecimal
     * @param weightsSha256 SHA-256 of the weight file, hexadecimal
     * @param found whether it was there already
     */
    public record Result(Path folder, String hash, String weightsSha256, boolean found) {}

    /**
     * Returns the folder of the model if it was trained before.
     *
     * @throws dev.kintsugi.core.error.DataException if the data are not there: their hash is part of the name
     */
    public Optional<Path> find() {
        List<DataSource> sources = TrainingPairs.open(options);
        return places.models().find(options.name(), PretrainHash.of(options, sources, towerHash()));
    }

    /**
     * Returns the trained model, from the cache if it is there.
     *
     * @param resume whether to go on from a checkpoint that an earlier attempt left
     * @param out folder to put the model into instead of the cache, or empty
     */
    public Result run(boolean resume, Optional<Path> out) {
        TorchThreads.useInThisThread(options.training().intraOpThreads());
        List<DataSource> sources = TrainingPairs.open(options);
        String hash = PretrainHash.of(options, sources, towerHash());
        Path target = out.orElseGet(() -> places.models().folder(options.name(), hash));
        if (out.isEmpty() && places.models().find(options.name(), hash).isPresent()) {
            return result(target, hash, true);
        }
        TrainingPairs pairs = TrainingPairs.of(sources, DataSource.TRAIN);
        TrainedVocabulary vocabulary =
                VocabularyTraining.learn(pairs.texts(), options.model().vocabularySize());
        listener.say("training on " + pairs.size() + " pairs with a vocabulary of " + vocabulary.size() + "; model "
                + hash.substring(0, 12));
        Path work = places.models().trainingFolder(options.name(), hash);
        Path finished = work.resolve("model");
        create(finished);
        double seconds = options.model() instanceof ModelOptions.Clip clip
                ? trainClip(clip, pairs, vocabulary, new Work(work, finished, hash, resume))
                : trainLit(
                        (ModelOptions.Lit) options.model(), pairs, vocabulary, new Work(work, finished, hash, resume));
        describe(finished, sources, pairs, hash, seconds);
        PretrainedModels.move(finished, target);
        PretrainedModels.delete(work);
        return result(target, hash, false);
    }

    /** Where a training works, and whether it goes on with an earlier one. */
    private record Work(Path folder, Path finished, String hash, boolean resume) {}

    private static Result result(Path folder, String hash, boolean found) {
        return new Result(folder, hash, ModelHash.ofFile(folder.resolve(WeightFiles.SINGLE)), found);
    }

    private double trainClip(ModelOptions.Clip clip, TrainingPairs pairs, TrainedVocabulary vocabulary, Work work) {
        int side = clip.imageSize();
        ClipConfig config = new ClipConfig(
                clip.projectionDim(),
                text(clip, vocabulary),
                new ClipConfig.Vision(
                        clip.image().width(),
                        clip.image().feedForward(),
                        clip.image().layers(),
                        clip.image().heads(),
                        side,
                        clip.patchSize(),
                        Activation.GELU,
                        EPSILON));
        StretchTransform bytes = new StretchTransform(
                side, side, ResampleFilter.BICUBIC, 1, List.of(0.0, 0.0, 0.0), List.of(1.0, 1.0, 1.0));
        CaptionTable captions = new CaptionTable(pairs.texts(), vocabulary.tokenizer(), clip.contextLength());
        try (TrainableClip model = new TrainableClip(config, bytes, options.seed());
                PixelPairs source = new PixelPairs(captions, side, pair -> {
                    float[] values = new float[3 * side * side];
                    bytes.apply(pairs.image(pair), values, 0);
                    byte[] unsigned = new byte[values.length];
                    for (int i = 0; i < values.length; i++) {
                        unsigned[i] = (byte) (int) values[i];
                    }
                    return unsigned;
                })) {
            double seconds = train(model, source, work);
            ModelFolders.write(work.finished(), model, vocabulary, options.precision());
            return seconds;
        }
    }

    private double trainLit(ModelOptions.Lit lit, TrainingPairs pairs, TrainedVocabulary vocabulary, Work work) {
        CaptionTable captions = new CaptionTable(pairs.texts(), vocabulary.tokenizer(), lit.contextLength());
        try (MobileNet net = MobileNet.read(towerFile(lit))) {
            FrozenFeatures features = new FrozenFeatures(pairs, net, lit, places.features(), listener);
            LockedImageModel.Shape shape = new LockedImageModel.Shape(
                    text(lit, vocabulary), lit.projectionDim(), net.width(), lit.projectionHidden());
            try (LockedImageModel model = new LockedImageModel(shape, features, options.seed())) {
                PairSource source = new FeaturePairs(features, captions, options.wording()::vary);
                double seconds = train(model, source, work);
                LitFolder.Vision vision = new LitFolder.Vision(
                        lit.imageTower(),
                        net.hash(),
                        lit.imageSize(),
                        lit.projectionHidden(),
                        lit.photoWidth(),
                        lit.photoHeight());
                ModelFolders.write(work.finished(), model, vision, vocabulary, options.precision());
                return seconds;
            }
        }
    }

    private static ClipConfig.Text text(ModelOptions model, TrainedVocabulary vocabulary) {
        return new ClipConfig.Text(
                vocabulary.size(),
                model.text().width(),
                model.text().feedForward(),
                model.text().layers(),
                model.text().heads(),
                model.contextLength(),
                Activation.GELU,
                EPSILON);
    }

    private double train(ContrastiveModel model, PairSource source, Work work) {
        ContrastiveTrainer.Checkpoints checkpoints = new ContrastiveTrainer.Checkpoints(
                work.folder().resolve("checkpoint.safetensors"),
                options.training().checkpointEvery(),
                work.hash(),
                work.resume());
        return new ContrastiveTrainer(model, source, options.training().settings(options.seed()))
                .run(checkpoints, listener);
    }

    private String towerHash() {
        return options.model() instanceof ModelOptions.Lit lit ? ModelHash.ofFile(towerFile(lit)) : "";
    }

    private Path towerFile(ModelOptions.Lit lit) {
        Path file = places.dataRoot().resolve(lit.imageTower()).normalize();
        if (!Files.isRegularFile(file)) {
            throw new ModelException("model.image-tower '" + lit.imageTower() + "': there is no such file under "
                    + places.dataRoot() + "; set KINTSUGI_DATA");
        }
        return file;
    }

    private static void create(Path folder) {
        try {
            if (Files.isDirectory(folder)) {
                PretrainedModels.delete(folder);
            }
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new StorageException(folder + ": cannot be created: " + e, e);
        }
    }

    /** Writes {@code kintsugi.json}: what the model is made of and what it can do. */
    private void describe(Path folder, List<DataSource> sources, TrainingPairs pairs, String hash, double seconds) {
        ObjectNode root = JSON.createObjectNode();
        root.put("format", 1).put("name", options.name()).put("hash", hash);
        root.put("weightsSha256", ModelHash.ofFile(folder.resolve(WeightFiles.SINGLE)));
        root.set("settings", JSON.valueToTree(Settings.render(options)));
        root.put("pairs", pairs.size()).put("seconds", seconds);
        ArrayNode data = root.putArray("data");
        sources.forEach(source -> data.addObject().put("name", source.name()).put("hash", source.contentHash()));
        ArrayNode zeroShot = root.putArray("zeroShot");
        try (TwoTower model = open(folder)) {
            for (PretrainEvaluation.ZeroShot each : PretrainEvaluation.zeroShot(model, sources)) {
                zeroShot.add(JSON.valueToTree(each));
                listener.say(String.format(
                        "zero-shot on %d validation rows of %s (%d classes): %.3f %s",
                        each.samples(), each.source(), each.classes(), each.accuracy(), each.byDomain()));
            }
        }
        root.putObject("versions")
                .put("kintsugi", KintsugiVersion.get())
                .put("pytorch", PyTorchVersion.get())
                .put("java", System.getProperty("java.version"))
                .put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"))
                .put("processors", Runtime.getRuntime().availableProcessors());
        root.put("finished", Instant.now().toString());
        try {
            Files.writeString(
                    folder.resolve(PretrainedModels.DESCRIPTION),
                    JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n");
        } catch (IOException e) {
            throw new StorageException(folder + ": the description cannot be written: " + e, e);
        }
    }

    private TwoTower open(Path folder) {
        return options.model() instanceof ModelOptions.Lit
                ? LitFolder.open(folder, places.dataRoot())
                : ClipFolder.open(folder);
    }
}

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
import dev.kintsugi.nn.backbone.SingleStream;
import dev.kintsugi.nn.backbone.TwoTower;
import dev.kintsugi.nn.clip.ClipConfig;
import dev.kintsugi.nn.clip.ClipFolder;
import dev.kintsugi.nn.layer.Activation;
import dev.kintsugi.nn.lit.LitFolder;
import dev.kintsugi.nn.mobilenet.MobileNet;
import dev.kintsugi.nn.pretrain.CaptionTable;
import dev.kintsugi.nn.pretrain.ContrastiveModel;
import dev.kintsugi.nn.pretrain.ContrastiveObjective;
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
import dev.kintsugi.nn.vilt.GridViltFolder;
import dev.kintsugi.nn.vilt.ViltFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Trains a model from an options record and puts it into the cache; a model with the same hash of settings and data is
 * not trained twice.
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
        return places.models().find(options.name(), hash(sources, TrainingPairs.openUnseen(options)));
    }

    private String hash(List<DataSource> sources, List<DataSource> unseen) {
        return PretrainHash.of(options, sources, unseen, towerHash());
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
        List<DataSource> unseen = TrainingPairs.openUnseen(options);
        String hash = hash(sources, unseen);
        Path target = out.orElseGet(() -> places.models().folder(options.name(), hash));
        if (out.isEmpty() && places.models().find(options.name(), hash).isPresent()) {
            return result(target, hash, true);
        }
        TrainingPairs all = TrainingPairs.of(sources, DataSource.TRAIN);
        TrainingPairs pairs = all.without(unseen).withoutWords(options.unseenWords());
        if (pairs.size() < all.size()) {
            listener.say(
                    (all.size() - pairs.size()) + " of " + all.size()
                            + " training pairs are left out, because their texts occur in sources not to be seen or contain unseen-words");
        }
        Path folder = places.models().trainingFolder(options.name(), hash);
        Path finished = folder.resolve("model");
        create(finished);
        TrainingWork work = new TrainingWork(folder, finished, hash, resume, options);
        ObjectNode root = JSON.createObjectNode();
        root.put("format", 1).put("name", options.name()).put("hash", hash);
        root.set("settings", JSON.valueToTree(Settings.render(options)));
        root.put("pairs", pairs.size()).put("pairsLeftOut", all.size() - pairs.size());
        train(sources, pairs, work, root);
        describe(finished, sources, root);
        PretrainedModels.move(finished, target);
        PretrainedModels.delete(folder);
        return result(target, hash, false);
    }

    /** Trains and writes the model, and adds to its description what it took and what it can do. */
    private void train(List<DataSource> sources, TrainingPairs pairs, TrainingWork work, ObjectNode root) {
        ViltPretraining streams = new ViltPretraining(options, listener);
        if (options.model() instanceof ModelOptions.Vilt vilt) {
            describe(streams.patches(vilt, sources, pairs, work), root);
            probe(() -> ViltFolder.open(work.finished()), sources, root);
            return;
        }
        if (options.model() instanceof ModelOptions.GridVilt vilt) {
            describe(streams.grid(vilt, sources, pairs, work, towerFile(), places), root);
            probe(() -> GridViltFolder.open(work.finished(), places.dataRoot()), sources, root);
            return;
        }
        TrainedVocabulary vocabulary =
                VocabularyTraining.learn(pairs.texts(), options.model().vocabularySize());
        listener.say("training on " + pairs.size() + " pairs with a vocabulary of " + vocabulary.size() + "; model "
                + work.hash().substring(0, 12));
        root.put(
                "seconds",
                options.model() instanceof ModelOptions.Clip clip
                        ? trainClip(clip, pairs, vocabulary, work)
                        : trainLit((ModelOptions.Lit) options.model(), pairs, vocabulary, work));
        classify(work.finished(), sources, root);
    }

    private void classify(Path folder, List<DataSource> sources, ObjectNode root) {
        ArrayNode zeroShot = root.putArray("zeroShot");
        try (TwoTower model = open(folder)) {
            for (PretrainEvaluation.ZeroShot each : PretrainEvaluation.zeroShot(model, sources)) {
                zeroShot.add(JSON.valueToTree(each));
                listener.say(String.format(
                        "zero-shot on %d validation rows of %s (%d classes): %.3f %s",
                        each.samples(), each.source(), each.classes(), each.accuracy(), each.byDomain()));
            }
        }
    }

    private static void describe(ViltPretraining.Outcome outcome, ObjectNode root) {
        root.put("seconds", outcome.seconds());
        root.set("objectives", JSON.valueToTree(outcome.measures()));
    }

    private void probe(Supplier<SingleStream> written, List<DataSource> sources, ObjectNode root) {
        List<LinearProbe.Result> results;
        try (SingleStream model = written.get()) {
            results = LinearProbe.of(model, sources);
        }
        ArrayNode probe = root.putArray("linearProbe");
        for (LinearProbe.Result each : results) {
            probe.add(JSON.valueToTree(each));
            listener.say(String.format(
                    "linear head on %d validation rows of %s (%d classes), %s: both %.3f, text only %.3f, image only "
                            + "%.3f, chance %.3f",
                    each.samples(),
                    each.source(),
                    each.classes(),
                    each.measure(),
                    each.both(),
                    each.textOnly(),
                    each.imageOnly(),
                    each.chance()));
        }
    }

    private static Result result(Path folder, String hash, boolean found) {
        return new Result(folder, hash, ModelHash.ofFile(folder.resolve(WeightFiles.SINGLE)), found);
    }

    private double trainClip(
            ModelOptions.Clip clip, TrainingPairs pairs, TrainedVocabulary vocabulary, TrainingWork work) {
        int side = clip.imageSize();
        ClipConfig config = new ClipConfig(
                clip.projectionDim(),
                text(clip.text(), clip.contextLength(), vocabulary),
                new ClipConfig.Vision(
                        clip.image().width(),
                        clip.image().feedForward(),
                        clip.image().layers(),
                        clip.image().heads(),
                        side,
                        clip.patchSize(),
                        Activation.GELU,
                        EPSILON));
        CaptionTable captions = new CaptionTable(pairs.texts(), vocabulary.tokenizer(), clip.contextLength());
        try (TrainableClip model = new TrainableClip(config, ImageBytes.transform(side), options.seed());
                PixelPairs source = new PixelPairs(captions, side, ImageBytes.reader(pairs, side))) {
            double seconds = train(model, source, work);
            ModelFolders.write(work.finished(), model, vocabulary, options.precision());
            return seconds;
        }
    }

    private double trainLit(
            ModelOptions.Lit lit, TrainingPairs pairs, TrainedVocabulary vocabulary, TrainingWork work) {
        CaptionTable captions = new CaptionTable(pairs.texts(), vocabulary.tokenizer(), lit.contextLength());
        try (MobileNet net = MobileNet.read(towerFile())) {
            FrozenFeatures features = FrozenFeatures.pooled(pairs, net, lit, places.features(), listener);
            LockedImageModel.Shape shape = new LockedImageModel.Shape(
                    text(lit.text(), lit.contextLength(), vocabulary),
                    lit.projectionDim(),
                    net.width(),
                    lit.projectionHidden());
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

    private static ClipConfig.Text text(TowerOptions tower, int contextLength, TrainedVocabulary vocabulary) {
        return new ClipConfig.Text(
                vocabulary.size(),
                tower.width(),
                tower.feedForward(),
                tower.layers(),
                tower.heads(),
                contextLength,
                Activation.GELU,
                EPSILON);
    }

    private double train(ContrastiveModel model, PairSource source, TrainingWork work) {
        double bound = options.training().largestLogitScale();
        return work.train(new ContrastiveObjective(model, source, bound), listener);
    }

    private String towerHash() {
        return tower().isPresent() ? ModelHash.ofFile(towerFile()) : "";
    }

    /** Returns the weight file of the frozen image tower, relative to the root, if the model has one. */
    private Optional<String> tower() {
        if (options.model() instanceof ModelOptions.Lit lit) {
            return Optional.of(lit.imageTower());
        }
        return options.model() instanceof ModelOptions.GridVilt vilt
                ? Optional.of(vilt.imageTower())
                : Optional.empty();
    }

    private Path towerFile() {
        String tower = tower().orElseThrow();
        Path file = places.dataRoot().resolve(tower).normalize();
        if (!Files.isRegularFile(file)) {
            throw new ModelException("model.image-tower '" + tower + "': there is no such file under "
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
    private void describe(Path folder, List<DataSource> sources, ObjectNode root) {
        root.put("weightsSha256", ModelHash.ofFile(folder.resolve(WeightFiles.SINGLE)));
        ArrayNode data = root.putArray("data");
        sources.forEach(source -> data.addObject().put("name", source.name()).put("hash", source.contentHash()));
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

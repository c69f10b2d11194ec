package dev.kintsugi.engine.pretrain;

import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.engine.data.DataSource;
import dev.kintsugi.nn.backbone.TransformedImages;
import dev.kintsugi.nn.image.ImageTransform;
import dev.kintsugi.nn.layer.Activation;
import dev.kintsugi.nn.lit.LitFolder;
import dev.kintsugi.nn.mobilenet.MobileNet;
import dev.kintsugi.nn.pretrain.GridImages;
import dev.kintsugi.nn.pretrain.ModelFolders;
import dev.kintsugi.nn.pretrain.PairClasses;
import dev.kintsugi.nn.pretrain.PixelImages;
import dev.kintsugi.nn.pretrain.TrainableVilt;
import dev.kintsugi.nn.pretrain.ViltMeasures;
import dev.kintsugi.nn.pretrain.ViltObjective;
import dev.kintsugi.nn.pretrain.ViltObjectiveSettings;
import dev.kintsugi.nn.text.TrainedWordPieces;
import dev.kintsugi.nn.text.WordPieceTokenizer;
import dev.kintsugi.nn.text.WordPieceTraining;
import dev.kintsugi.nn.vilt.GridViltModel;
import dev.kintsugi.nn.vilt.ViltConfig;
import java.nio.file.Path;
import java.util.List;

/** Trains a ViLT and writes its folder. */
final class ViltPretraining {
    private static final int MOST_MEASURED = 3000;
    private static final double EPSILON = 1e-12;
    private static final List<Double> HALF = List.of(0.5, 0.5, 0.5);

    private final PretrainOptions options;
    private final Pretraining.Listener listener;

    ViltPretraining(PretrainOptions options, Pretraining.Listener listener) {
        this.options = options;
        this.listener = listener;
    }

    /**
     * A finished training.
     *
     * @param measures on the validation splits, with the weights before rounding
     */
    record Outcome(double seconds, ViltMeasures measures) {}

    Outcome patches(ModelOptions.Vilt vilt, List<DataSource> sources, TrainingPairs pairs, TrainingWork work) {
        TrainedWordPieces vocabulary = vocabulary(pairs, vilt.vocabularySize(), work);
        int side = vilt.imageSize();
        PairClasses classes = classes(pairs, vilt.objectives());
        TrainingPairs unseen = TrainingPairs.of(sources, DataSource.VALIDATION).first(MOST_MEASURED);
        try (WordPieceTokenizer tokenizer = vocabulary.tokenizer();
                PixelImages images = new PixelImages(pairs.size(), side, ImageBytes.reader(pairs, side), HALF, HALF);
                PixelImages others = new PixelImages(unseen.size(), side, ImageBytes.reader(unseen, side), HALF, HALF);
                TrainableVilt model = TrainableVilt.ofPatches(
                        config(vilt.transformer(), vocabulary.size(), vilt.contextLength(), side, vilt.patchSize()),
                        classes.count(),
                        options.seed())) {
            ViltObjectiveSettings settings = vilt.objectives().settings(vilt.contextLength());
            ViltObjective.Pairs training = ViltObjective.Pairs.of(
                            pairs.texts(), images, tokenizer, options.wording()::vary)
                    .withClasses(classes);
            double seconds = work.train(new ViltObjective(model, training, settings), listener);
            ModelFolders.write(work.finished(), model, vocabulary, options.precision());
            return new Outcome(seconds, measure(model, training.measuredBy(unseen.texts(), others), settings));
        }
    }

    Outcome grid(
            ModelOptions.GridVilt vilt,
            List<DataSource> sources,
            TrainingPairs pairs,
            TrainingWork work,
            Path towerFile,
            Pretraining.Places places) {
        TrainedWordPieces vocabulary = vocabulary(pairs, vilt.vocabularySize(), work);
        TrainingPairs unseen = TrainingPairs.of(sources, DataSource.VALIDATION).first(MOST_MEASURED);
        try (WordPieceTokenizer tokenizer = vocabulary.tokenizer();
                MobileNet net = MobileNet.read(towerFile)) {
            LitFolder.Vision vision = new LitFolder.Vision(
                    vilt.imageTower(), net.hash(), vilt.imageSize(), 0, vilt.photoWidth(), vilt.photoHeight());
            ImageTransform transform = vision.transform(net);
            int cells = GridViltModel.places(transform);
            float[] blank = new TransformedImages(transform, net::grid, cells * net.width())
                    .encode(List.of(GridViltModel.white(transform)));
            GridImages images = GridImages.of(
                    FrozenFeatures.grid(pairs, net, transform, places.features(), listener), blank, cells);
            GridImages others = images.with(FrozenFeatures.grid(unseen, net, transform, places.features(), listener));
            ViltObjectiveSettings settings = vilt.objectives().settings(vilt.contextLength());
            PairClasses classes = classes(pairs, vilt.objectives());
            ViltObjective.Pairs training = ViltObjective.Pairs.of(
                            pairs.texts(), images, tokenizer, options.wording()::vary)
                    .withClasses(classes);
            ViltConfig config = config(vilt.transformer(), vocabulary.size(), vilt.contextLength(), 1, 1);
            try (TrainableVilt model =
                    TrainableVilt.ofGrid(config, net.width(), cells, classes.count(), options.seed())) {
                double seconds = work.train(new ViltObjective(model, training, settings), listener);
                ModelFolders.write(work.finished(), model, images, vision, vocabulary, options.precision());
                return new Outcome(seconds, measure(model, training.measuredBy(unseen.texts(), others), settings));
            }
        }
    }

    private static PairClasses classes(TrainingPairs pairs, ViltObjectiveOptions objectives) {
        if (objectives.classWeight() == 0) {
            return PairClasses.NONE;
        }
        PairClasses classes = pairs.classes();
        if (classes.count() == 0) {
            throw new ConfigException("model.objectives.class-weight is " + objectives.classWeight()
                    + ", but no pair has a class: give data[].label-column, or set the weight to 0");
        }
        return classes;
    }

    private TrainedWordPieces vocabulary(TrainingPairs pairs, int size, TrainingWork work) {
        TrainedWordPieces vocabulary = WordPieceTraining.learn(pairs.texts(), size);
        listener.say("training on " + pairs.size() + " pairs with a vocabulary of " + vocabulary.size() + "; model "
                + work.hash().substring(0, 12));
        return vocabulary;
    }

    private static ViltConfig config(TowerOptions tower, int vocabulary, int positions, int imageSize, int patchSize) {
        return new ViltConfig(
                vocabulary,
                1,
                2,
                positions,
                tower.width(),
                tower.layers(),
                tower.heads(),
                tower.feedForward(),
                Activation.GELU,
                EPSILON,
                imageSize,
                patchSize,
                -1);
    }

    private ViltMeasures measure(TrainableVilt model, ViltObjective.Pairs pairs, ViltObjectiveSettings settings) {
        ViltMeasures measures = ViltMeasures.of(model, pairs, settings, options.seed());
        listener.say(String.format(
                "on %d validation pairs: hidden words %.3f (without image %.3f, commonest word %.3f), "
                        + "matching %.3f with hard and %.3f with any wrong texts (chance 0.5)",
                measures.pairs(),
                measures.maskedWords(),
                measures.maskedWordsWithoutImage(),
                measures.commonestWord(),
                measures.hardMatching(),
                measures.randomMatching()));
        return measures;
    }
}

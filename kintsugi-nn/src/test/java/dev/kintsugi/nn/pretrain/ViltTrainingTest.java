package dev.kintsugi.nn.pretrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kintsugi.core.data.FeatureKind.Cut;
import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.core.random.RandomKey;
import dev.kintsugi.nn.layer.Activation;
import dev.kintsugi.nn.safetensors.WeightsWriter;
import dev.kintsugi.nn.tensor.TensorBridge;
import dev.kintsugi.nn.tensor.TorchThreads;
import dev.kintsugi.nn.text.TrainedWordPieces;
import dev.kintsugi.nn.text.WordPieceTraining;
import dev.kintsugi.nn.vilt.ViltConfig;
import dev.kintsugi.nn.vilt.ViltFolder;
import dev.kintsugi.nn.vilt.ViltModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ViltTrainingTest {
    private static final List<Double> HALF = List.of(0.5, 0.5, 0.5);
    private static final ViltObjectiveSettings SETTINGS = new ViltObjectiveSettings(8, 0.3, 0.15, 0.15, 2, 1, 1, 1, 0);

    @TempDir
    private Path folder;

    private final List<String> captions = TinyTraining.captions();
    private final TrainedWordPieces vocabulary = WordPieceTraining.learn(captions, 60);

    /** Stops a training as a killed process would: from outside of its own code. */
    private static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    @BeforeEach
    void useOneThread() {
        TorchThreads.useInThisThread(1);
    }

    private TrainableVilt model() {
        return model(0);
    }

    private TrainableVilt model(int classes) {
        return TrainableVilt.ofPatches(
                new ViltConfig(
                        vocabulary.size(), 1, 2, 8, 16, 1, 2, 32, Activation.GELU, 1e-12, TinyTraining.SIDE, 4, -1),
                classes,
                1);
    }

    private PixelImages images() {
        return new PixelImages(captions.size(), TinyTraining.SIDE, TinyTraining::pixels, HALF, HALF);
    }

    private ViltObjective.Pairs pairs(PixelImages images) {
        return ViltObjective.Pairs.of(captions, images, vocabulary.tokenizer(), (caption, random) -> caption);
    }

    private Map<String, FloatArray> train(TrainableVilt model, int steps, int killAfter, boolean resume, String name) {
        try (PixelImages images = images()) {
            PairTrainer.Checkpoints checkpoints =
                    new PairTrainer.Checkpoints(folder.resolve(name), 10, "settings", resume);
            TrainingSettings settings = new TrainingSettings(1, steps, 5, 24, 5e-3, 0.1, 0.98, 1, 100);
            new PairTrainer(new ViltObjective(model, pairs(images), SETTINGS), settings).run(checkpoints, report -> {
                if (report.step() == killAfter) {
                    throw new Killed();
                }
            });
        }
        Map<String, FloatArray> weights = new TreeMap<>();
        model.weights().asMap().forEach((tensor, values) -> weights.put(tensor, TensorBridge.array(values)));
        return weights;
    }

    @Test
    void crossEntropy_smallScores_isTheHandDerivedValue() {
        try (PointerScope scope = new PointerScope()) {
            Tensor scores = TensorBridge.tensor(new float[] {0, (float) Math.log(3), 0, 0}, 2, 2);
            // rows with probabilities (1/4, 3/4) and (1/2, 1/2): the mean of -ln 3/4 and -ln 1/2
            assertThat(ViltObjective.crossEntropy(scores, new long[] {1, 0}).item_double())
                    .isCloseTo((StrictMath.log(4 / 3.0) + StrictMath.log(2)) / 2, within(1e-6));
            // shares (1/2, 1/2) of the first row and (0, 1) of the second: (ln 4 + ln 4/3) / 2 and ln 2
            assertThat(ViltObjective.sharedCrossEntropy(scores, new float[] {0.5f, 0.5f, 0, 1})
                            .item_double())
                    .isCloseTo(
                            ((StrictMath.log(4) + StrictMath.log(4 / 3.0)) / 2 + StrictMath.log(2)) / 2, within(1e-6));
        }
    }

    @Test
    void embedSquares_images_areEmbeddedAsOneByOne() {
        try (TrainableVilt model = model();
                PixelImages images = images();
                PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            ModelFolders.write(folder, model, vocabulary, WeightsWriter.Precision.SINGLE);
            try (ViltModel opened = ViltFolder.open(folder)) {
                float[] trained = TensorBridge.floats(model.embedImages(images.images(new int[] {3, 4})));
                float[] rows = opened.imageEncoder(Cut.TOKENS)
                        .orElseThrow()
                        .encode(List.of(TinyTraining.image(3), TinyTraining.image(4)));
                int values = trained.length / 2;
                assertThat(opened.tokens(Modality.IMAGE))
                        .as("class token and 2 x 2 patches")
                        .isEqualTo(5);
                for (int i = 0; i < 2; i++) {
                    for (int j = 0; j < values; j++) {
                        assertThat(rows[i * (values + 5) + j]).isCloseTo(trained[i * values + j], within(1e-5f));
                    }
                }
                float[] blank = TensorBridge.floats(model.embedImages(images.blank()));
                float[] hole = opened.fill(Modality.IMAGE);
                for (int j = 0; j < values; j++) {
                    assertThat(hole[j])
                            .as("blank images are what stands for missing ones")
                            .isCloseTo(blank[j], within(1e-5f));
                }
            }
        }
    }

    @Test
    void run_killedAndResumed_endsWithTheSameBits() {
        Map<String, FloatArray> whole;
        try (TrainableVilt model = model()) {
            whole = train(model, 25, -1, false, "whole");
        }
        try (TrainableVilt model = model()) {
            assertThatThrownBy(() -> train(model, 25, 17, false, "parts")).isInstanceOf(Killed.class);
        }
        try (TrainableVilt model = model()) {
            assertThat(train(model, 25, -1, true, "parts")).isEqualTo(whole);
        }
    }

    @Test
    void run_tinyData_learnsToSayTheColourOfAnImage() {
        try (TrainableVilt model = model();
                PixelImages images = images()) {
            ViltMeasures before = ViltMeasures.of(model, pairs(images), SETTINGS, 1);
            train(model, 150, -1, false, "learned");
            ViltMeasures after = ViltMeasures.of(model, pairs(images), SETTINGS, 1);

            // Six colours: without an image at most one in six colours is named right, beside all words of the frame.
            assertThat(after.maskedWords()).isGreaterThan(after.maskedWordsWithoutImage() + 0.1);
            assertThat(after.maskedWords()).isGreaterThan(before.maskedWords() + 0.4);
            assertThat(after.randomMatching()).isGreaterThan(0.75);
            assertThat(after.pairs()).isEqualTo(64);
        }
    }

    @Test
    void loss_figures_addUpByTheirWeights() {
        try (TrainableVilt model = model();
                PixelImages images = images();
                PointerScope scope = new PointerScope()) {
            ViltObjectiveSettings weighted = new ViltObjectiveSettings(8, 0.3, 0, 0, 1, 0.5, 2, 0.25, 0);
            int[] rows = {0, 1, 2, 3, 4, 5};
            TrainingObjective.Loss loss = new ViltObjective(model, pairs(images), weighted)
                    .loss(rows, RandomKey.of(1, "loss").open());
            Map<String, Double> figures = loss.figures();
            List<Double> values = new ArrayList<>(figures.values()); // caption, masked, matching
            assertThat(figures.keySet()).containsExactly("caption", "masked", "matching");
            assertThat(loss.total().item_double())
                    .isCloseTo(0.25 * values.get(0) + 0.5 * values.get(1) + 2 * values.get(2), within(1e-5));
        }
    }

    /** Softmax over 3 classes; two rows with one class, one with two (half each), one with none, which adds nothing. */
    @Test
    void loss_withClasses_addsTheirCrossEntropyByEqualShares() {
        List<int[]> classes = new ArrayList<>(Collections.nCopies(captions.size(), new int[0]));
        classes.set(0, new int[] {2});
        classes.set(1, new int[] {0, 1});
        classes.set(2, new int[] {0});
        try (TrainableVilt model = model(3);
                PixelImages images = images();
                PointerScope scope = new PointerScope()) {
            ViltObjectiveSettings settings = new ViltObjectiveSettings(8, 0.3, 0, 0, 1, 0, 0, 0, 2);
            ViltObjective.Pairs pairs = pairs(images).withClasses(new PairClasses(3, classes));
            int[] rows = {0, 1, 2, 3};
            TrainingObjective.Loss loss = new ViltObjective(model, pairs, settings)
                    .loss(rows, RandomKey.of(1, "loss").open());

            assertThat(pairs.classes().shares(rows)).containsExactly(0, 0, 1, 0.5f, 0.5f, 0, 1, 0, 0, 0, 0, 0);
            double figure = Objects.requireNonNull(loss.figures().get("classes"));
            assertThat(loss.total().item_double()).isCloseTo(2 * figure, within(1e-5));
            assertThat(figure).isPositive();
            loss.total().backward();
            Tensor head = model.weights().get("class_names.fc.bias", 3).grad();
            // The gradient of a bias is the sum of probabilities minus shares, over 4 rows: three rows with shares of
            // 1.
            assertThat(head.sum().item_double()).isCloseTo(0, within(1e-5));
            assertThat(head.abs().sum().item_double()).isPositive();
        }
    }
}

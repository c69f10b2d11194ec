package dev.kintsugi.engine.pretrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.error.ModelException;
import dev.kintsugi.core.option.Binder;
import dev.kintsugi.core.option.Settings;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.engine.data.ClassSubset;
import dev.kintsugi.engine.data.DataOptions;
import dev.kintsugi.engine.data.DataSource;
import dev.kintsugi.engine.data.DataSources;
import dev.kintsugi.engine.data.MadeOptions;
import dev.kintsugi.engine.data.Split;
import dev.kintsugi.engine.feature.FeatureStore;
import dev.kintsugi.engine.made.Attribute;
import dev.kintsugi.engine.made.Domain;
import dev.kintsugi.nn.backbone.TwoTower;
import dev.kintsugi.nn.clip.ClipFolder;
import dev.kintsugi.nn.pretrain.TrainingListener;
import dev.kintsugi.nn.safetensors.WeightsWriter;
import dev.kintsugi.nn.vilt.ViltFolder;
import dev.kintsugi.nn.vilt.ViltModel;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PretrainingTest {
    @TempDir
    private Path folder;

    private final Recorder recorder = new Recorder();

    /** Remembers what it is told; can end a training from outside, as a signal would. */
    private static final class Recorder implements Pretraining.Listener {
        private final List<Integer> steps = new ArrayList<>();
        private final Set<String> figures = new HashSet<>();
        private int killAfter = -1;

        @Override
        public void say(String line) {}

        @Override
        public void features(int done, int all) {}

        @Override
        public void updated(TrainingListener.Report report) {
            steps.add(report.step());
            figures.addAll(report.figures().keySet());
            if (report.step() == killAfter) {
                throw new IllegalStateException("killed");
            }
        }
    }

    private static MadeOptions made() {
        List<Attribute> said = List.of(Attribute.COLOUR);
        return new MadeOptions(
                48,
                24,
                1,
                16,
                said,
                List.of(),
                List.of(),
                List.of(),
                0,
                ClassSubset.ALL,
                4,
                said,
                said,
                1,
                0,
                0,
                List.of(Domain.PHOTO),
                List.of(),
                1,
                0);
    }

    private static PretrainOptions options(int steps) {
        TowerOptions tower = new TowerOptions(16, 1, 2);
        return new PretrainOptions(
                "tiny",
                1,
                List.of(made()),
                List.of(),
                List.of(),
                new ModelOptions.Clip(16, 16, 8, tower, tower, 560, 24),
                WordingOptions.DEFAULTS,
                new TrainingOptions(steps, 2, 16, 1e-3, 0.1, 0.98, 1, 100, 3, 1),
                WeightsWriter.Precision.HALF);
    }

    private Pretraining training(PretrainOptions options) {
        return new Pretraining(
                options,
                new Pretraining.Places(
                        new PretrainedModels(folder.resolve("models")),
                        new FeatureStore(folder.resolve("features")),
                        folder.resolve("data")),
                recorder);
    }

    @Test
    void run_secondTime_findsTheModelByItsHash() throws IOException {
        Pretraining.Result first = training(options(4)).run(false, Optional.empty());
        assertThat(recorder.steps).hasSize(4);
        Pretraining.Result second = training(options(4)).run(false, Optional.empty());

        assertThat(first.found()).isFalse();
        assertThat(second).isEqualTo(new Pretraining.Result(first.folder(), first.hash(), first.weightsSha256(), true));
        assertThat(recorder.steps).as("nothing is trained again").hasSize(4);
        assertThat(training(options(4)).find()).contains(first.folder());
        assertThat(training(options(5)).find())
                .as("other settings, other model")
                .isEmpty();
        assertThat(folder.resolve("models/training/tiny-" + first.hash().substring(0, 12)))
                .doesNotExist();
        try (TwoTower model = ClipFolder.open(first.folder())) {
            assertThat(model.image().embeddingWidth()).isEqualTo(16);
        }
        JsonNode description = new ObjectMapper()
                .readTree(first.folder().resolve("kintsugi.json").toFile());
        assertThat(description.path("hash").asText()).isEqualTo(first.hash());
        assertThat(description.path("weightsSha256").asText()).isEqualTo(first.weightsSha256());
        assertThat(description.path("zeroShot").path(0).path("samples").asInt()).isEqualTo(24);
        assertThat(description.path("settings").path("training").path("steps").asInt())
                .isEqualTo(4);
    }

    @Test
    void run_killedAndResumed_writesTheSameFile() {
        Pretraining.Result whole = training(options(8)).run(false, Optional.of(folder.resolve("whole")));
        recorder.killAfter = 5;
        assertThatThrownBy(() -> training(options(8)).run(false, Optional.of(folder.resolve("parts"))))
                .hasMessage("killed");
        recorder.killAfter = -1;
        recorder.steps.clear();
        Pretraining.Result resumed = training(options(8)).run(true, Optional.of(folder.resolve("parts")));

        assertThat(recorder.steps).containsExactly(4, 5, 6, 7, 8); // the checkpoint is of update 3
        assertThat(resumed.weightsSha256()).isEqualTo(whole.weightsSha256());
        assertThat(Files.isRegularFile(folder.resolve("parts/tokenizer.json"))).isTrue();
    }

    private static PretrainOptions vilt(List<DataOptions> unseen, List<String> unseenWords) {
        return new PretrainOptions(
                "tiny-vilt",
                1,
                List.of(made()),
                unseen,
                unseenWords,
                new ModelOptions.Vilt(16, 8, new TowerOptions(16, 1, 2), 64, 12, ViltObjectiveOptions.DEFAULTS),
                new WordingOptions(0, 0, 0.3),
                new TrainingOptions(4, 2, 16, 1e-3, 0.1, 0.98, 1, 100, 3, 1),
                WeightsWriter.Precision.HALF);
    }

    @Test
    void run_vilt_writesAFolderThatOpensAndSaysWhatItCan() throws IOException {
        Pretraining.Result result = training(vilt(List.of(), List.of())).run(false, Optional.empty());

        try (ViltModel model = ViltFolder.open(result.folder())) {
            assertThat(model.tokens(Modality.IMAGE))
                    .as("class token and 2 x 2 patches")
                    .isEqualTo(5);
            assertThat(model.tokens(Modality.TEXT)).isEqualTo(12);
        }
        JsonNode description = new ObjectMapper()
                .readTree(result.folder().resolve("kintsugi.json").toFile());
        assertThat(description.path("pairs").asInt()).isEqualTo(48);
        assertThat(description.path("objectives").path("pairs").asInt()).isEqualTo(24);
        assertThat(description.path("objectives").path("hiddenWords").asInt()).isPositive();
        JsonNode probe = description.path("linearProbe").path(0);
        assertThat(probe.path("classes").asInt()).isEqualTo(10);
        assertThat(probe.path("samples").asInt()).isEqualTo(24);
        // 24 rows of 10 classes in turn: the commonest stands in 3 of them
        assertThat(probe.path("chance").asDouble()).isEqualTo(3 / 24.0);
        // after four updates the patches are a random map, but the colour is still in it
        assertThat(probe.path("imageOnly").asDouble())
                .isGreaterThan(probe.path("chance").asDouble());
    }

    /** Writes pairs whose images and words tell both of their classes, and opens a training that names classes. */
    private PretrainOptions films(String labels) throws IOException {
        Path data = Files.createDirectories(folder.resolve("films"));
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
            image.setRGB(i % 16, i % 16, 0xffffff);
            ImageIO.write(image, "png", data.resolve(i + ".png").toFile());
            lines.add("{\"id\": \"" + i + "\", \"image\": \"" + i + ".png\", \"text\": \"night number " + i
                    + "\", \"labels\": " + (i % 3 == 0 ? "[\"drama\", \"crime\"]" : "[\"war\"]")
                    + ", \"split\": \"" + (i < 16 ? "train" : "val") + "\"}");
        }
        Files.write(data.resolve("data.jsonl"), lines);
        Map<String, Object> source = Map.of(
                "kind",
                "index",
                "path",
                data.resolve("data.jsonl").toString(),
                "text-column",
                "text",
                "label-column",
                labels);
        Map<String, Object> model = Map.of(
                "kind",
                "vilt",
                "image-size",
                16,
                "patch-size",
                8,
                "vocabulary-size",
                64,
                "context-length",
                12,
                "transformer",
                Map.of("width", 16, "layers", 1, "heads", 2),
                "objectives",
                Map.of("class-weight", 2));
        Map<String, Object> settings = Map.of(
                "name",
                "films",
                "data",
                List.of(source),
                "model",
                model,
                "training",
                Map.of("steps", 3, "batch-size", 8, "warmup-steps", 1, "intra-op-threads", 1));
        return Binder.bind(Settings.parse(settings, "test"), PretrainOptions.class);
    }

    @Test
    void run_viltWithSeveralClassesARow_namesThemAndMeasuresAveragePrecision() throws IOException {
        Pretraining.Result result = training(films("labels")).run(false, Optional.empty());

        JsonNode probe = new ObjectMapper()
                .readTree(result.folder().resolve("kintsugi.json").toFile())
                .path("linearProbe")
                .path(0);
        assertThat(recorder.figures).contains("classes");
        assertThat(probe.path("measure").asText()).isEqualTo("averagePrecision");
        assertThat(probe.path("classes").asInt()).isEqualTo(3);
        // rows 16 to 23: 18 and 21 are drama and crime, the other six war; (2 + 2 + 6) / 3 / 8
        assertThat(probe.path("chance").asDouble()).isCloseTo(10 / 24.0, within(1e-12));
        assertThat(probe.path("both").asDouble()).isBetween(0.0, 1.0);
    }

    @Test
    void run_classWeightWithoutLabels_saysWhatToGive() {
        assertThatThrownBy(() -> training(films("none")).run(false, Optional.empty()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("class-weight is 2.0, but no pair has a class: give data[].label-column");
    }

    @Test
    void run_unseenTexts_areLeftOutAndCounted() throws IOException {
        // the same source with the same seed has the same texts, so that no pair is left
        assertThatThrownBy(() -> training(vilt(List.of(made()), List.of())).run(false, Optional.empty()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("there are only 0 pairs");
        assertThat(training(vilt(List.of(), List.of())).find()).isEmpty();
    }

    @Test
    void run_unseenWords_leaveOutThePairsThatContainThem() throws IOException {
        Split train = DataSources.open(made(), 1).split(DataSource.TRAIN);
        List<Set<String>> words = IntStream.range(0, train.rows())
                .<Set<String>>mapToObj(row -> new HashSet<>(
                        List.of(train.text(row).toLowerCase(Locale.ROOT).split("[^a-z]+"))))
                .toList();
        // any word of some texts, and the same without its last letter, which must find nothing
        String word = words.stream()
                .flatMap(Set::stream)
                .filter(candidate -> candidate.length() > 3 && count(words, candidate) < 20)
                .max(Comparator.comparingLong((String candidate) -> count(words, candidate))
                        .thenComparing(Comparator.naturalOrder()))
                .orElseThrow();
        String stump = word.substring(0, word.length() - 1);
        assertThat(count(words, stump)).isZero();

        Pretraining.Result result = training(vilt(List.of(), List.of(word.toUpperCase(Locale.ROOT), stump)))
                .run(false, Optional.empty());

        JsonNode description = new ObjectMapper()
                .readTree(result.folder().resolve("kintsugi.json").toFile());
        assertThat(description.path("pairsLeftOut").asLong())
                .as("words, not parts of them")
                .isEqualTo(count(words, word));
        assertThat(training(vilt(List.of(), List.of())).find()).isEmpty();
    }

    private static long count(List<Set<String>> texts, String word) {
        return texts.stream().filter(text -> text.contains(word)).count();
    }

    @Test
    void run_litWithoutTheImageTower_saysWhatToSet() {
        PretrainOptions lit = new PretrainOptions(
                "lit",
                1,
                List.of(made()),
                List.of(),
                List.of(),
                ModelOptions.Lit.DEFAULTS,
                WordingOptions.DEFAULTS,
                TrainingOptions.DEFAULTS,
                WeightsWriter.Precision.SINGLE);

        assertThatThrownBy(() -> training(lit).run(false, Optional.empty()))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("model.image-tower 'weights_small/mobilenet_v2_1.0_224_q8.safetensors'")
                .hasMessageContaining("KINTSUGI_DATA");
    }

    @Test
    void run_litWithVariedViews_trainsOnThemReproducibly() {
        Path data = Path.of(System.getProperty("kintsugi.repository", "."), "../shared/data");
        String tower = ModelOptions.Lit.DEFAULTS.imageTower();
        Assumptions.assumeTrue(Files.isRegularFile(data.resolve(tower)), "../shared/data/" + tower + " is not there");

        String plain = sha256OfLit(data, 0, "plain");
        String varied = sha256OfLit(data, 1, "varied");

        assertThat(varied).isNotEqualTo(plain);
        assertThat(sha256OfLit(data, 1, "again")).isEqualTo(varied);
    }

    /** Trains a tiny locked-image model, with features of its own. */
    private String sha256OfLit(Path data, int variedViews, String name) {
        TowerOptions text = new TowerOptions(16, 1, 2);
        PretrainOptions options = new PretrainOptions(
                "tiny-lit",
                1,
                List.of(made()),
                List.of(),
                List.of(),
                new ModelOptions.Lit(
                        16, ModelOptions.Lit.DEFAULTS.imageTower(), 32, 0, 0, 0, variedViews, text, 560, 24),
                WordingOptions.DEFAULTS,
                new TrainingOptions(3, 2, 16, 1e-3, 0.1, 0.98, 1, 100, 3, 1),
                WeightsWriter.Precision.HALF);
        return new Pretraining(
                        options,
                        new Pretraining.Places(
                                new PretrainedModels(folder.resolve(name)),
                                new FeatureStore(folder.resolve(name + "-features")),
                                data),
                        recorder)
                .run(false, Optional.empty())
                .weightsSha256();
    }
}

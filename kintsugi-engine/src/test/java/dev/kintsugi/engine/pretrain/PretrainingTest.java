package dev.kintsugi.engine.pretrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kintsugi.core.error.ModelException;
import dev.kintsugi.engine.data.ClassSubset;
import dev.kintsugi.engine.data.MadeOptions;
import dev.kintsugi.engine.feature.FeatureStore;
import dev.kintsugi.engine.made.Attribute;
import dev.kintsugi.engine.made.Domain;
import dev.kintsugi.nn.backbone.TwoTower;
import dev.kintsugi.nn.clip.ClipFolder;
import dev.kintsugi.nn.pretrain.TrainingListener;
import dev.kintsugi.nn.safetensors.WeightsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
        private int killAfter = -1;

        @Override
        public void say(String line) {}

        @Override
        public void features(int done, int all) {}

        @Override
        public void updated(TrainingListener.Report report) {
            steps.add(report.step());
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

    @Test
    void run_litWithoutTheImageTower_saysWhatToSet() {
        PretrainOptions lit = new PretrainOptions(
                "lit",
                1,
                List.of(made()),
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

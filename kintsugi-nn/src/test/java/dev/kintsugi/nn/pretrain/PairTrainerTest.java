package dev.kintsugi.nn.pretrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.error.WeightsException;
import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.nn.tensor.TensorBridge;
import dev.kintsugi.nn.tensor.TorchThreads;
import dev.kintsugi.nn.text.TrainedVocabulary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PairTrainerTest {
    @TempDir
    private Path folder;

    private final TrainedVocabulary vocabulary = TinyTraining.vocabulary();

    /** Stops a training as a killed process would: from outside of its own code. */
    private static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    @BeforeEach
    void useOneThread() {
        TorchThreads.useInThisThread(1);
    }

    private PairTrainer.Checkpoints checkpoints(String name, boolean resume) {
        return new PairTrainer.Checkpoints(folder.resolve(name), 10, "settings", resume);
    }

    private Map<String, FloatArray> train(int killAfter, PairTrainer.Checkpoints checkpoints, List<Double> losses) {
        try (TrainableClip model = new TrainableClip(TinyTraining.config(vocabulary), TinyTraining.transform(), 1);
                PixelPairs source = TinyTraining.source(vocabulary)) {
            new PairTrainer(new ContrastiveObjective(model, source, 100), TinyTraining.settings(60))
                    .run(checkpoints, report -> {
                        losses.add(report.loss());
                        if (report.step() == killAfter) {
                            throw new Killed();
                        }
                    });
            Map<String, FloatArray> weights = new TreeMap<>();
            model.weights().asMap().forEach((name, tensor) -> weights.put(name, TensorBridge.array(tensor)));
            return weights;
        }
    }

    @Test
    void run_tinyData_lossFalls() {
        List<Double> losses = new ArrayList<>();
        train(-1, checkpoints("a", false), losses);

        // The loss of no knowledge is ln 24 = 3.18 or more. Of the 12 captions each occurs twice in a batch of 24 on
        // average and
        // shares its target, so that even a perfect model keeps about ln 2 = 0.69; two wordings of one colour cannot be
        // told apart in an image, which adds up to ln 2 once more.
        assertThat(losses.get(0)).isGreaterThan(3.0);
        assertThat(losses.get(59)).isLessThan(2.0);
    }

    @Test
    void run_killedAndResumed_endsWithTheSameBits() {
        Map<String, FloatArray> whole = train(-1, checkpoints("whole", false), new ArrayList<>());

        assertThatThrownBy(() -> train(37, checkpoints("parts", false), new ArrayList<>()))
                .isInstanceOf(Killed.class);
        List<Double> rest = new ArrayList<>();
        Map<String, FloatArray> resumed = train(-1, checkpoints("parts", true), rest);

        assertThat(rest).as("updates after the checkpoint of update 30").hasSize(30);
        assertThat(resumed).isEqualTo(whole);
    }

    @Test
    void run_checkpointOfOtherSettings_isRefused() {
        assertThatThrownBy(() -> train(11, checkpoints("parts", false), new ArrayList<>()))
                .isInstanceOf(Killed.class);
        assertThat(Files.isRegularFile(folder.resolve("parts"))).isTrue();

        assertThatThrownBy(() -> train(
                        -1,
                        new PairTrainer.Checkpoints(folder.resolve("parts"), 10, "others", true),
                        new ArrayList<>()))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("belongs to settings settings")
                .hasMessageContaining("others");
    }

    @Test
    void trainer_fewerPairsThanABatch_namesBoth() {
        try (TrainableClip model = new TrainableClip(TinyTraining.config(vocabulary), TinyTraining.transform(), 1);
                PixelPairs source = TinyTraining.source(vocabulary)) {
            TrainingSettings large = new TrainingSettings(1, 1, 0, 97, 1e-3, 0, 0.98, 1, 100);
            assertThatThrownBy(() -> new PairTrainer(new ContrastiveObjective(model, source, 100), large))
                    .isInstanceOf(ConfigException.class)
                    .hasMessage("batch-size is 97, but there are only 96 pairs to train on");
        }
    }
}

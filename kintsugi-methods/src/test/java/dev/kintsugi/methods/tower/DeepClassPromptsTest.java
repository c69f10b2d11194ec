package dev.kintsugi.methods.tower;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.core.random.KeyedRandom;
import dev.kintsugi.core.random.RandomKey;
import dev.kintsugi.nn.backbone.TwoTower;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The beginning that runs once against whole sentences, on the tiny tower. */
class DeepClassPromptsTest {
    private static final int CLIENTS = 2;
    private static final double RELATIVE = 1e-5;

    private final TwoTower backbone = (TwoTower) new TinyTowerWorkplace(4, 5, 20).backbone();

    private record Outcome(float[] features, List<float[]> gradients) {}

    /** Features, and the gradients of a random linear function of them. */
    private Outcome outcome(List<String> names, int depth, int length, String words, DeepClassPrompts.Sentences path) {
        try (PointerScope scope = new PointerScope();
                DeepClassPrompts prompts = new DeepClassPrompts(backbone, names, length, words, path)) {
            KeyedRandom random = RandomKey.of(1, "deep").open();
            List<Tensor> layers = new ArrayList<>();
            for (int layer = 0; layer < depth; layer++) {
                layers.add(normal(random, CLIENTS, length, (int) prompts.shape()[1])
                        .set_requires_grad(true));
            }
            Tensor features = prompts.encode(layers);
            features.mul(normal(random, CLIENTS, names.size(), (int) features.size(2)))
                    .sum()
                    .backward();
            List<float[]> gradients = layers.stream()
                    .map(layer -> TensorBridge.floats(layer.grad()))
                    .toList();
            return new Outcome(TensorBridge.floats(features.detach()), gradients);
        }
    }

    private static Tensor normal(KeyedRandom random, int first, int second, int third) {
        float[] values = new float[first * second * third];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return TensorBridge.tensor(values, first, second, third);
    }

    @ParameterizedTest
    @CsvSource({"1, 2, a photo of a", "2, 2, a photo of a", "2, 3, ''", "1, 1, ''", "2, 1, a photo of a"})
    void sharedPrefix_givesTheFeaturesAndGradientsOfWholeSentences(int depth, int length, String words) {
        List<String> names = List.of("cat", "Egyptian Mau", "old bowl", "b", "the gold line on a red mug");

        Outcome fast = outcome(names, depth, length, words, DeepClassPrompts.Sentences.SHARED_PREFIX);
        Outcome plain = outcome(names, depth, length, words, DeepClassPrompts.Sentences.TRIMMED);

        assertThat(difference(fast.features(), plain.features())).isLessThan(RELATIVE);
        assertThat(fast.gradients()).hasSize(depth);
        for (int layer = 0; layer < depth; layer++) {
            assertThat(difference(fast.gradients().get(layer), plain.gradients().get(layer)))
                    .as("gradient of layer %d", layer)
                    .isLessThan(RELATIVE);
        }
    }

    /** Returns {@code ‖a − b‖ / ‖b‖}. */
    private static double difference(float[] a, float[] b) {
        assertThat(a).hasSameSizeAs(b);
        double squares = 0;
        double norm = 0;
        for (int i = 0; i < a.length; i++) {
            squares += Math.pow((double) a[i] - b[i], 2);
            norm += Math.pow(b[i], 2);
        }
        assertThat(norm).isPositive();
        return Math.sqrt(squares / norm);
    }
}

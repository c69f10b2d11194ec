package dev.kintsugi.methods.pfedmoap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.random.KeyedRandom;
import dev.kintsugi.core.random.RandomKey;
import dev.kintsugi.methods.block.BlockParameters;
import dev.kintsugi.methods.parameter.ParameterLayout;
import dev.kintsugi.methods.prompt.ContextOptions;
import dev.kintsugi.nn.prompt.ClassPrompts;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class GatingTest {
    private static final int EMBEDDING = 16;
    private static final int WIDTH = 4; // every fourth of 16
    private static final int HEADS = 2;
    private static final double SCALING = 3;

    private final ParameterLayout layout = new ParameterLayout();
    private final Gating gating = new Gating(EMBEDDING, options(1), layout);

    private static PFedMoApOptions options(double rate) {
        return new PFedMoApOptions(
                2,
                PFedMoApOptions.Choice.NEAREST,
                0.5,
                4,
                HEADS,
                SCALING,
                rate,
                new ContextOptions(4, "", ClassPrompts.Position.END, ContextOptions.Sentences.TRIMMED));
    }

    @Test
    void match_equalsAttentionWrittenOutForEverySampleAndClass() {
        int size = 3;
        int classes = 2;
        int experts = 3;
        float[] images = draws("images", size * WIDTH);
        float[] features = draws("features", experts * classes * WIDTH);
        ParameterSet weights = layout.initial(1);
        try (PointerScope scope = new PointerScope()) {
            // the last expert is not there
            Tensor found = gating.match(
                    BlockParameters.stack(List.of(weights)),
                    TensorBridge.tensor(images, 1, size, WIDTH),
                    TensorBridge.tensor(features, 1, experts, classes, WIDTH),
                    TensorBridge.tensor(new float[] {1, 1, 0}, 1, experts));

            float[] values = TensorBridge.floats(found);
            for (int i = 0; i < size; i++) {
                double[] query = row(images, i);
                for (int c = 0; c < classes; c++) {
                    double[][] seen = {row(features, c), row(features, classes + c)};
                    assertThat((double) values[i * classes + c])
                            .isCloseTo(product(query, attend(weights, query, seen)), within(1e-5));
                }
            }
        }
    }

    /** Returns {@code W_o [heads] + b_o}, every head a softmax over the experts of {@code scaling ⟨query, key⟩}. */
    private static double[] attend(ParameterSet weights, double[] image, double[][] experts) {
        double[] query = linear(weights, "query", image);
        double[] joined = new double[WIDTH];
        int perHead = WIDTH / HEADS;
        for (int head = 0; head < HEADS; head++) {
            double[] exponentials = new double[experts.length];
            double sum = 0;
            for (int e = 0; e < experts.length; e++) {
                double[] key = linear(weights, "key", experts[e]);
                double score = 0;
                for (int i = head * perHead; i < (head + 1) * perHead; i++) {
                    score += query[i] * key[i];
                }
                exponentials[e] = Math.exp(SCALING * score);
                sum += exponentials[e];
            }
            for (int e = 0; e < experts.length; e++) {
                double[] value = linear(weights, "value", experts[e]);
                for (int i = head * perHead; i < (head + 1) * perHead; i++) {
                    joined[i] += exponentials[e] / sum * value[i];
                }
            }
        }
        return linear(weights, "output", joined);
    }

    private static double[] linear(ParameterSet weights, String layer, double[] input) {
        FloatArray weight = weights.get("gating." + layer + ".weight");
        FloatArray bias = weights.get("gating." + layer + ".bias");
        double[] output = new double[WIDTH];
        for (int i = 0; i < WIDTH; i++) {
            output[i] = bias.get(i);
            for (int j = 0; j < WIDTH; j++) {
                output[i] += weight.get(i * WIDTH + j) * input[j];
            }
        }
        return output;
    }

    private static double product(double[] first, double[] second) {
        double sum = 0;
        for (int i = 0; i < first.length; i++) {
            sum += first[i] * second[i];
        }
        return sum;
    }

    private static double[] row(float[] values, int row) {
        double[] copy = new double[WIDTH];
        for (int i = 0; i < WIDTH; i++) {
            copy[i] = values[row * WIDTH + i];
        }
        return copy;
    }

    private static float[] draws(String name, int count) {
        KeyedRandom random = RandomKey.of(3, name).open();
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    @Test
    void pool_takesEveryStrideThCoordinate() {
        try (PointerScope scope = new PointerScope()) {
            float[] values = new float[EMBEDDING];
            for (int i = 0; i < EMBEDDING; i++) {
                values[i] = i;
            }
            assertThat(TensorBridge.floats(gating.pool(TensorBridge.tensor(values, 1, 1, EMBEDDING))))
                    .containsExactly(0, 4, 8, 12);
        }
    }

    @Test
    void heads_areLoweredToADivisorOfTheWidth() {
        assertThat(Gating.divisor(128, 8)).isEqualTo(8);
        assertThat(Gating.divisor(6, 8)).isEqualTo(6);
        assertThat(Gating.divisor(10, 8)).isEqualTo(5);
        assertThat(Gating.divisor(7, 4)).isEqualTo(1);
    }

    @Test
    void unused_isZeroForEveryClient() {
        try (PointerScope scope = new PointerScope()) {
            ParameterSet weights = layout.initial(1);
            assertThat(TensorBridge.floats(gating.unused(BlockParameters.stack(List.of(weights, weights)))))
                    .containsExactly(0, 0);
        }
    }
}

package dev.kintsugi.nn.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kintsugi.core.random.KeyedRandom;
import dev.kintsugi.core.random.RandomKey;
import dev.kintsugi.nn.layer.LayerPrompts.KeysAndValues;
import dev.kintsugi.nn.tensor.TensorBridge;
import dev.kintsugi.nn.tensor.Weights;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * One layer whose attention also sees keys and values of prompts, against the softmax written out in double.
 *
 * <p>Its feed-forward part ends in zeros, so that the layer gives {@code x + W_o · attention(norm(x)) + b_o}.
 */
class PromptedAttentionTest {
    private static final int SEQUENCES = 2;
    private static final int TOKENS = 3;
    private static final int PROMPTS = 2;
    private static final int HEADS = 2;
    private static final int WIDTH = 6;
    private static final int PER_HEAD = WIDTH / HEADS;
    private static final double EPSILON = 1e-5;

    private final KeyedRandom random = RandomKey.of(3, "prompted-attention").open();
    private final Map<String, float[]> values = new HashMap<>();
    private final float[] input = draws(SEQUENCES * TOKENS * WIDTH);
    private final float[] promptKeys = draws(SEQUENCES * PROMPTS * WIDTH);
    private final float[] promptValues = draws(SEQUENCES * PROMPTS * WIDTH);
    private final float[] mask = {1, 1, 1, 1, 1, 0}; // the second sequence ends in padding

    private float[] draws(int size) {
        float[] drawn = new float[size];
        for (int i = 0; i < size; i++) {
            drawn[i] = (float) random.nextGaussian();
        }
        return drawn;
    }

    private Weights weights() {
        Map<String, Tensor> tensors = new HashMap<>();
        for (String part :
                new String[] {"self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj", "self_attn.out_proj"}) {
            add(tensors, part + ".weight", draws(WIDTH * WIDTH), WIDTH, WIDTH);
            add(tensors, part + ".bias", draws(WIDTH), WIDTH);
        }
        for (String norm : new String[] {"layer_norm1", "layer_norm2"}) {
            add(tensors, norm + ".weight", draws(WIDTH), WIDTH);
            add(tensors, norm + ".bias", draws(WIDTH), WIDTH);
        }
        add(tensors, "mlp.fc1.weight", draws(WIDTH * WIDTH), WIDTH, WIDTH);
        add(tensors, "mlp.fc1.bias", draws(WIDTH), WIDTH);
        add(tensors, "mlp.fc2.weight", new float[WIDTH * WIDTH], WIDTH, WIDTH);
        add(tensors, "mlp.fc2.bias", new float[WIDTH], WIDTH);
        return new Weights("drawn", tensors);
    }

    private void add(Map<String, Tensor> tensors, String name, float[] drawn, long... shape) {
        values.put(name, drawn);
        tensors.put("layer." + name, TensorBridge.keep(TensorBridge.tensor(drawn, shape)));
    }

    private static TransformerLayer layer(Weights weights) {
        return new TransformerLayer(
                weights, "layer", new TransformerLayer.Shape(WIDTH, HEADS, WIDTH, EPSILON, Activation.GELU));
    }

    private static Tensor tokens(float[] values, int tokens) {
        return TensorBridge.tensor(values, SEQUENCES, tokens, WIDTH);
    }

    private KeysAndValues prompts() {
        return new KeysAndValues(tokens(promptKeys, PROMPTS), tokens(promptValues, PROMPTS));
    }

    @ParameterizedTest
    @CsvSource({"false, false", "true, false", "false, true", "true, true"})
    void layer_withKeysAndValuesOfPrompts_equalsThePlainSoftmax(boolean causal, boolean masked) {
        try (Weights weights = weights();
                PointerScope scope = new PointerScope()) {
            @Nullable Tensor seen = masked ? TensorBridge.tensor(mask, SEQUENCES, TOKENS) : null;

            float[] found = TensorBridge.floats(layer(weights).apply(tokens(input, TOKENS), causal, seen, prompts()));

            for (int sequence = 0; sequence < SEQUENCES; sequence++) {
                for (int token = 0; token < TOKENS; token++) {
                    double[] expected = expected(sequence, token, causal, masked, promptKeys, promptValues);
                    assertRow(found, (sequence * TOKENS + token) * WIDTH, expected);
                }
            }
        }
    }

    @Test
    void layerAtOneToken_withKeysAndValuesOfPrompts_equalsThePlainSoftmax() {
        try (Weights weights = weights();
                PointerScope scope = new PointerScope()) {
            Tensor seen = TensorBridge.tensor(mask, SEQUENCES, TOKENS);

            float[] found = TensorBridge.floats(layer(weights).applyAt(tokens(input, TOKENS), 1, seen, prompts()));

            for (int sequence = 0; sequence < SEQUENCES; sequence++) {
                assertRow(found, sequence * WIDTH, expected(sequence, 1, false, true, promptKeys, promptValues));
            }
        }
    }

    @Test
    void plainSoftmax_withKeysAndValuesSwapped_isFarFromTheLayer() {
        try (Weights weights = weights()) {
            double[] right = expected(0, 0, false, false, promptKeys, promptValues);
            double[] swapped = expected(0, 0, false, false, promptValues, promptKeys);

            assertThat(weights.names()).isNotEmpty();
            for (int c = 0; c < WIDTH; c++) {
                assertThat(Math.abs(right[c] - swapped[c])).isGreaterThan(1e-3); // the tolerance is 1e-5
            }
        }
    }

    private static void assertRow(float[] found, int from, double[] expected) {
        for (int c = 0; c < WIDTH; c++) {
            assertThat((double) found[from + c]).isCloseTo(expected[c], within(1e-5));
        }
    }

    /** Returns the layer's output at one token. Prompts come first, have no projection and are never hidden. */
    private double[] expected(
            int sequence, int token, boolean causal, boolean masked, float[] keysOfPrompts, float[] valuesOfPrompts) {
        double[] query = projected("q_proj", normed(sequence, token));
        double[][] keys = new double[PROMPTS + TOKENS][];
        double[][] taken = new double[PROMPTS + TOKENS][];
        for (int i = 0; i < PROMPTS; i++) {
            keys[i] = row(keysOfPrompts, sequence * PROMPTS + i);
            taken[i] = row(valuesOfPrompts, sequence * PROMPTS + i);
        }
        for (int i = 0; i < TOKENS; i++) {
            keys[PROMPTS + i] = projected("k_proj", normed(sequence, i));
            taken[PROMPTS + i] = projected("v_proj", normed(sequence, i));
        }
        double[] mixed = new double[WIDTH];
        for (int head = 0; head < HEADS; head++) {
            double[] shares = new double[keys.length];
            double sum = 0;
            for (int i = 0; i < keys.length; i++) {
                int of = i - PROMPTS;
                boolean hidden = of >= 0 && (causal && of > token || masked && mask[sequence * TOKENS + of] == 0);
                double product = 0;
                for (int c = head * PER_HEAD; c < (head + 1) * PER_HEAD; c++) {
                    product += query[c] * keys[i][c];
                }
                shares[i] = hidden ? 0 : Math.exp(product / Math.sqrt(PER_HEAD));
                sum += shares[i];
            }
            for (int c = head * PER_HEAD; c < (head + 1) * PER_HEAD; c++) {
                for (int i = 0; i < keys.length; i++) {
                    mixed[c] += shares[i] / sum * taken[i][c];
                }
            }
        }
        double[] output = projected("out_proj", mixed);
        for (int c = 0; c < WIDTH; c++) {
            output[c] += input[(sequence * TOKENS + token) * WIDTH + c];
        }
        return output;
    }

    private static double[] row(float[] values, int row) {
        double[] copy = new double[WIDTH];
        for (int c = 0; c < WIDTH; c++) {
            copy[c] = values[row * WIDTH + c];
        }
        return copy;
    }

    private float[] value(String name) {
        return Objects.requireNonNull(values.get(name));
    }

    private double[] projected(String part, double[] vector) {
        float[] weight = value("self_attn." + part + ".weight");
        double[] output = row(value("self_attn." + part + ".bias"), 0);
        for (int to = 0; to < WIDTH; to++) {
            for (int from = 0; from < WIDTH; from++) {
                output[to] += weight[to * WIDTH + from] * vector[from];
            }
        }
        return output;
    }

    private double[] normed(int sequence, int token) {
        double[] vector = row(input, sequence * TOKENS + token);
        double mean = 0;
        double variance = 0;
        for (double value : vector) {
            mean += value / WIDTH;
        }
        for (double value : vector) {
            variance += (value - mean) * (value - mean) / WIDTH;
        }
        for (int c = 0; c < WIDTH; c++) {
            vector[c] = (vector[c] - mean) / Math.sqrt(variance + EPSILON) * value("layer_norm1.weight")[c]
                    + value("layer_norm1.bias")[c];
        }
        return vector;
    }
}

package dev.kintsugi.methods.multimodal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.methods.block.BlockParameters;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;

/** Every fusion of {@code a = (1, 2)} and {@code b = (3, -1)}, worked out by hand. */
class FusionValuesTest {
    private static final List<Modality> MODALITIES = List.of(new Modality("a"), new Modality("b"));
    private static final float[] A = {1, 2};
    private static final float[] B = {3, -1};
    private static final float[] OUT = {1, 1, 2, 0};
    private static final float[] OUT_BIAS = {0, 1};
    private static final float LN3 = (float) Math.log(3);
    private static final float HALF = LN3 / 2; // tanh(ln 3 / 2) = (3 - 1) / (3 + 1) = 1/2

    private final Map<String, FloatArray> values = new TreeMap<>();

    /** Adds a linear layer, its weights row by row. */
    private void linear(String name, float[] weight, float... bias) {
        values.put(
                "fusion." + name + ".weight",
                FloatArray.copyOf(new long[] {bias.length, weight.length / bias.length}, weight));
        values.put("fusion." + name + ".bias", FloatArray.copyOf(new long[] {bias.length}, bias));
    }

    private static Tokens tokens(float[] mask, float... values) {
        return Tokens.of(
                TensorBridge.tensor(values, 1, 1, mask.length, 2), TensorBridge.tensor(mask, 1, 1, mask.length));
    }

    private float[] scores(FusionOptions options, Tokens first, Tokens second) {
        return TensorBridge.floats(options.over(MODALITIES, 2, 2)
                .scores(
                        BlockParameters.stack(List.of(ParameterSet.of(values))),
                        List.of(first, second),
                        Pass.EVALUATION));
    }

    private float[] scores(FusionOptions.Kind kind, int hidden) {
        return scores(new FusionOptions(kind, hidden, 2, 0), tokens(new float[] {1}, A), tokens(new float[] {1}, B));
    }

    @Test
    void concat_ofTwoVectors_isALinearMapOfThemSideBySide() {
        try (PointerScope scope = new PointerScope()) {
            // (1, 2, 3, -1): 1 + 3, and 2 - 1 + 1.
            linear("out", new float[] {1, 0, 1, 0, 0, 1, 0, 1}, OUT_BIAS);

            assertThat(scores(FusionOptions.Kind.CONCAT, 0)).containsExactly(4, 2);
        }
    }

    @Test
    void concat_withAHiddenLayer_cutsItOffAtZero() {
        try (PointerScope scope = new PointerScope()) {
            // (1, -1) and so (1, 0): 1 + 0, and 2 · 1 + 1.
            linear("hidden", new float[] {1, 0, 0, 0, 0, 0, 0, 1}, 0, 0);
            linear("out", OUT, OUT_BIAS);

            assertThat(scores(FusionOptions.Kind.CONCAT, 2)).containsExactly(1, 3);
        }
    }

    @Test
    void sum_ofTwoVectors_addsTheirScores() {
        try (PointerScope scope = new PointerScope()) {
            // (1 + 4, 2) + (1/2, 0) of a, and (6, 3 - 1) + (0, 1) of b.
            linear("a", new float[] {1, 2, 0, 1}, 0.5f, 0);
            linear("b", new float[] {2, 0, 1, 1}, 0, 1);

            assertThat(scores(FusionOptions.Kind.SUM, 0)).containsExactly(11.5f, 5);
        }
    }

    @Test
    void film_ofTwoVectors_scalesAndShiftsTheSecondByTheFirst() {
        try (PointerScope scope = new PointerScope()) {
            // a gives the scale (1, 2 + 1) and the shift (1 + 2, -2): (1 · 3 + 3, 3 · -1 - 2) = (6, -5).
            linear("film", new float[] {1, 0, 0, 1, 1, 1, 0, -1}, 0, 1, 0, 0);
            linear("out", OUT, OUT_BIAS);

            assertThat(scores(FusionOptions.Kind.FILM, 0)).containsExactly(1, 13);
        }
    }

    @Test
    void gated_ofTwoVectors_gatesTheSecondByTheFirst() {
        try (PointerScope scope = new PointerScope()) {
            // The gate is σ(ln 3, 0) = (3/4, 1/2); b comes to (6, -4 + 2): (4.5, -1).
            linear("gate", new float[] {LN3, 0, 0, 0}, 0, 0);
            linear("gated", new float[] {2, 0, 0, 4}, 0, 2);
            linear("out", OUT, OUT_BIAS);

            assertThat(scores(FusionOptions.Kind.GATED, 0)).containsExactly(new float[] {3.5f, 10}, within(1e-5f));
        }
    }

    /**
     * Three places, of which the second is masked: x = (h, 0), nothing, (0, h) with tanh h = 1/2. The first head weighs
     * by 2 ln 3 tanh x₁, so ln 3 against 0: 3/4 and 1/4; the second by 2 ln 9 tanh x₂: 1/10 and 9/10. They read (3/4,
     * 1/4) h and (1/10, 9/10) h. The hidden layer makes 4 · 3/4 = 3, 4 · 1/4 + 10 · 9/10 + 1 = 11, and −10 · 1/10 = −1,
     * which ReLU takes to 0; the scores are 3 + 11 + 1/2 and 2 · 3.
     */
    @Test
    void attention_overTokens_readsWhatItsHeadsWeigh() {
        try (PointerScope scope = new PointerScope()) {
            float[] inner = new float[512 * 2];
            inner[0] = 1; // unit 0 sees the first value
            inner[3] = 1; // unit 1 the second
            linear("attention.inner", inner, new float[512]);
            float[] heads = new float[2 * 512];
            heads[0] = 2 * LN3;
            heads[512 + 1] = 4 * LN3;
            linear("attention.heads", heads, 0, 0);
            float one = 1 / HALF;
            linear("hidden", new float[] {4 * one, 0, 0, 0, 0, 4 * one, 0, 10 * one, 0, 0, -10 * one, 0}, 0, 1, 0);
            linear("out", new float[] {1, 1, 1, 2, 0, 5}, 0.5f, 0);

            float[] found = scores(
                    new FusionOptions(FusionOptions.Kind.ATTENTION, 3, 2, 0),
                    tokens(new float[] {1, 0}, HALF, 0, 9, 9),
                    tokens(new float[] {1}, 0, HALF));

            assertThat(found).containsExactly(new float[] {14.5f, 6}, within(1e-4f));
        }
    }
}

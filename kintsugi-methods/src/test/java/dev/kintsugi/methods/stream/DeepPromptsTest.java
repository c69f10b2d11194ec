package dev.kintsugi.methods.stream;

import static dev.kintsugi.methods.stream.SmallBatch.BACKBONE;
import static dev.kintsugi.methods.stream.SmallBatch.WIDTH;
import static dev.kintsugi.methods.stream.SmallBatch.encoded;
import static dev.kintsugi.methods.stream.SmallBatch.joined;
import static dev.kintsugi.methods.stream.SmallBatch.ofPatterns;
import static dev.kintsugi.methods.stream.SmallBatch.parameters;
import static dev.kintsugi.methods.stream.SmallBatch.waves;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.nn.layer.LayerPrompts;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/**
 * Prompts per pattern of two clients, {@code [3 patterns, 2 layers, 4 prompts, width]} each, no two values alike;
 * client 0 has samples of the patterns 0 and 2, client 1 of 1 and 0.
 */
class DeepPromptsTest {
    private static final int[] PATTERNS = {0, 2, 1, 0};
    private static final int[] CLIENT = {0, 0, 1, 1};
    private static final float[][] VALUES = {waves(3 * 2 * 4 * WIDTH, 0.7), waves(3 * 2 * 4 * WIDTH, 1.3)};

    private static PromptModule.Prompting prompting(DeepPromptOptions.Level level) {
        return new PatternPrompts(BACKBONE, new DeepPromptOptions(level, 4, 2, 1))
                .prompt(
                        parameters(PatternPrompts.PROMPTS, new long[] {3, 2, 4, WIDTH}, VALUES),
                        ofPatterns(2, PATTERNS),
                        new PromptUses(2, 3));
    }

    /** Returns some of the four prompts of a layer for all four samples, cut out of the arrays by hand. */
    private static Tensor prompts(int layer, int from, int count) {
        float[][] samples = IntStream.range(0, PATTERNS.length)
                .mapToObj(i -> {
                    int start = ((PATTERNS[i] * 2 + layer) * 4 + from) * WIDTH;
                    return Arrays.copyOfRange(VALUES[CLIENT[i]], start, start + count * WIDTH);
                })
                .toArray(float[][]::new);
        return TensorBridge.tensor(joined(samples), PATTERNS.length, count, WIDTH);
    }

    private static LayerPrompts keysAndValues(int keysFrom, int valuesFrom) {
        return LayerPrompts.of(
                0,
                Map.of(
                        0, new LayerPrompts.KeysAndValues(prompts(0, keysFrom, 2), prompts(0, valuesFrom, 2)),
                        1, new LayerPrompts.KeysAndValues(prompts(1, keysFrom, 2), prompts(1, valuesFrom, 2))));
    }

    @Test
    void prompts_atTheAttention_areKeysInTheirFirstHalfAndValuesInTheirSecond() {
        try (PointerScope scope = new PointerScope()) {
            StreamBatch batch = ofPatterns(2, PATTERNS);

            float[] found =
                    encoded(batch, prompting(DeepPromptOptions.Level.ATTENTION).prompts());

            assertThat(found).usingComparatorWithPrecision(1e-6f).containsExactly(encoded(batch, keysAndValues(0, 2)));
            float[] swapped = encoded(batch, keysAndValues(2, 0));
            assertThat(IntStream.range(0, found.length).mapToDouble(i -> Math.abs(found[i] - swapped[i])))
                    .anyMatch(difference -> difference > 0.01);
        }
    }

    @Test
    void sequence_withPromptsAtTheAttention_isReadAtItsFirstTokenAndAsLongAsItWas() {
        try (PointerScope scope = new PointerScope()) {
            PromptModule.Prompting prompting = prompting(DeepPromptOptions.Level.ATTENTION);

            assertThat(prompting.readAt()).isZero();
            assertThat(encoded(ofPatterns(2, PATTERNS), prompting.prompts())).hasSize(4 * 3 * WIDTH);
        }
    }

    @Test
    void prompts_atTheInput_areInsertedBeforeEveryLayerAndReadBehindThemAll() {
        try (PointerScope scope = new PointerScope()) {
            StreamBatch batch = ofPatterns(2, PATTERNS);
            LayerPrompts expected = LayerPrompts.of(
                    0,
                    Map.of(
                            0, new LayerPrompts.Insert(prompts(0, 0, 4)),
                            1, new LayerPrompts.Insert(prompts(1, 0, 4))));

            PromptModule.Prompting prompting = prompting(DeepPromptOptions.Level.INPUT);

            assertThat(encoded(batch, prompting.prompts()))
                    .usingComparatorWithPrecision(1e-6f)
                    .containsExactly(encoded(batch, expected));
            assertThat(prompting.readAt()).isEqualTo(8); // four prompts before each of two layers
        }
    }
}

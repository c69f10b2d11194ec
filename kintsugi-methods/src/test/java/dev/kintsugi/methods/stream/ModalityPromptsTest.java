package dev.kintsugi.methods.stream;

import static dev.kintsugi.methods.stream.SmallBatch.BACKBONE;
import static dev.kintsugi.methods.stream.SmallBatch.WIDTH;
import static dev.kintsugi.methods.stream.SmallBatch.encoded;
import static dev.kintsugi.methods.stream.SmallBatch.joined;
import static dev.kintsugi.methods.stream.SmallBatch.ofPatterns;
import static dev.kintsugi.methods.stream.SmallBatch.padded;
import static dev.kintsugi.methods.stream.SmallBatch.waves;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.methods.block.BlockParameters;
import dev.kintsugi.nn.layer.LayerPrompts;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;

/** Two prompts per modality before the first layer. */
class ModalityPromptsTest {
    private static final DeepPromptOptions OPTIONS = new DeepPromptOptions(DeepPromptOptions.Level.INPUT, 2, 1, 1);

    private static ParameterSet client(float[] text, float[] image) {
        long[] shape = {1, 2, WIDTH};
        return ParameterSet.of(
                Map.of("prompt.text", FloatArray.copyOf(shape, text), "prompt.image", FloatArray.copyOf(shape, image)));
    }

    private static PromptModule.Prompting prompting(double orthogonality, StreamBatch batch, ParameterSet... clients) {
        return new ModalityPrompts(BACKBONE, OPTIONS, orthogonality)
                .prompt(BlockParameters.stack(List.of(clients)), batch, new PromptUses(2, 3));
    }

    private static float[] sum(float[] one, float[] other) {
        float[] sum = new float[one.length];
        for (int i = 0; i < sum.length; i++) {
            sum[i] = one[i] + other[i];
        }
        return sum;
    }

    /** Pattern 0 misses nothing, 1 the text, 2 the image. */
    @Test
    void prompts_ofASample_areTheSumOverTheModalitiesThatItHas() {
        float[] text0 = waves(2 * WIDTH, 0.3);
        float[] image0 = waves(2 * WIDTH, 0.7);
        float[] text1 = waves(2 * WIDTH, 1.1);
        float[] image1 = waves(2 * WIDTH, 1.9);
        try (PointerScope scope = new PointerScope()) {
            StreamBatch batch = ofPatterns(2, 0, 1, 2, 2, 0, 1);
            float[] expected = joined(sum(text0, image0), image0, text0, text1, sum(text1, image1), image1);

            PromptModule.Prompting prompting = prompting(0, batch, client(text0, image0), client(text1, image1));

            assertThat(encoded(batch, prompting.prompts()))
                    .usingComparatorWithPrecision(1e-6f)
                    .containsExactly(
                            encoded(batch, LayerPrompts.atInput(0, TensorBridge.tensor(expected, 6, 2, WIDTH))));
            assertThat(prompting.readAt()).isEqualTo(2);
        }
    }

    /**
     * Over both prompts as one vector. Client 0: (3, 0; 4, 0) and (1, 0; 0, 0) have the cosine 3/5. Client 1: (3, 0; 0,
     * 4) and (0, 0; 0, −2) have −8 / (5 · 2) = −4/5, which counts as 4/5.
     */
    @Test
    void penalty_ofTwoClients_isTheWeightTimesTheSizeOfTheCosine() {
        try (PointerScope scope = new PointerScope()) {
            float[] penalty = TensorBridge.floats(Objects.requireNonNull(prompting(
                            0.5,
                            ofPatterns(2, 0, 0),
                            client(
                                    padded(new float[] {3, 0}, new float[] {4, 0}),
                                    padded(new float[] {1}, new float[1])),
                            client(
                                    padded(new float[] {3, 0}, new float[] {0, 4}),
                                    padded(new float[1], new float[] {0, -2})))
                    .penalty()));

            assertThat(penalty).usingComparatorWithPrecision(1e-6f).containsExactly(0.3f, 0.4f);
        }
    }

    @Test
    void penalty_withoutWeight_isNone() {
        try (PointerScope scope = new PointerScope()) {
            float[] prompts = waves(2 * WIDTH, 0.3);

            assertThat(prompting(0, ofPatterns(1, 0), client(prompts, prompts)).penalty())
                    .isNull();
        }
    }
}

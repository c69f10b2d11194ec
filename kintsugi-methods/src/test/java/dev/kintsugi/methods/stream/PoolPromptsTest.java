package dev.kintsugi.methods.stream;

import static dev.kintsugi.methods.stream.SmallBatch.BACKBONE;
import static dev.kintsugi.methods.stream.SmallBatch.WIDTH;
import static dev.kintsugi.methods.stream.SmallBatch.encoded;
import static dev.kintsugi.methods.stream.SmallBatch.ofTokens;
import static dev.kintsugi.methods.stream.SmallBatch.padded;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.methods.block.BlockParameters;
import dev.kintsugi.nn.layer.LayerPrompts;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two pools of four prompts, of which a sample takes two; e0, e1, … are the axes.
 *
 * <p>Inter: e0, e1, e2, e3 at client 0, twice as long and the other way round at client 1. Intra: e0, e0, e4, e5 at
 * both. Client 0 has the samples (6, 3, 2, 0), 7 long, and (1, 2, 2, 0), 3 long; client 1 has (0, 2, 3, 6), 7 long, and
 * padding.
 */
class PoolPromptsTest {
    private static final long[] SHAPE = {4, WIDTH};
    private static final float[] INTER = padded(axis(0, 1), axis(1, 1), axis(2, 1), axis(3, 1));
    private static final float[] TURNED = padded(axis(3, 2), axis(2, 2), axis(1, 2), axis(0, 2));
    private static final float[] INTRA = padded(axis(0, 1), axis(0, 1), axis(4, 1), axis(5, 1));
    private static final List<PromptPool> POOLS = List.of(
            new PromptPool(PromptPool.INTRA, Optional.empty()), new PromptPool(PromptPool.INTER, Optional.empty()));

    private static float[] axis(int coordinate, float length) {
        float[] axis = new float[WIDTH];
        axis[coordinate] = length;
        return axis;
    }

    private static PoolOptions options(double pull, PoolOptions.Retrieval retrieval, PoolOptions.ReadAt readAt) {
        return new PoolOptions(
                4,
                2,
                pull,
                retrieval,
                PoolOptions.Query.MAXIMUM,
                PoolOptions.Reference.NONE,
                PoolOptions.Projection.NONE,
                readAt);
    }

    private static StreamBatch batch() {
        return ofTokens(
                2,
                new float[] {0.5f, 0.5f, 1, 0},
                new float[] {6, 3, 2, 0},
                new float[] {1, 2, 2, 0},
                new float[] {0, 2, 3, 6},
                new float[] {9, 0, 0, 0});
    }

    private static BlockParameters parameters() {
        return BlockParameters.stack(List.of(client(INTER), client(TURNED)));
    }

    private static ParameterSet client(float[] inter) {
        return ParameterSet.of(Map.of(
                "prompt.inter", FloatArray.copyOf(SHAPE, inter),
                "prompt.intra", FloatArray.copyOf(SHAPE, INTRA)));
    }

    private static PromptModule.Prompting prompting(PoolOptions options) {
        return new PoolPrompts(BACKBONE, options, POOLS).prompt(parameters(), batch(), new PromptUses(2, 3));
    }

    /**
     * Client 0. Inter: 6/7 + 3/7 = 9/7 and 2/3 + 2/3 = 4/3; intra: 6/7 + 6/7 = 12/7 and 1/3 + 1/3 = 2/3; the mean of
     * both samples is ½ (9/7 + 12/7 + 4/3 + 2/3) = ½ (3 + 2) = 2.5. Client 1: inter 6/7 + 3/7 = 9/7, intra 0.
     */
    @ParameterizedTest
    @ValueSource(doubles = {0.1, -0.1})
    void penalty_ofTwoClients_isMinusPullTimesTheMeanCosine(double pull) {
        try (PointerScope scope = new PointerScope()) {
            float[] penalty = TensorBridge.floats(Objects.requireNonNull(
                    prompting(options(pull, PoolOptions.Retrieval.SAMPLE, PoolOptions.ReadAt.TEXT))
                            .penalty()));

            assertThat(penalty).usingComparatorWithPrecision(1e-6f).containsExactly((float) (-2.5 * pull), (float)
                    (-9 / 7.0 * pull));
        }
    }

    @Test
    void penalty_withoutPull_isNone() {
        try (PointerScope scope = new PointerScope()) {
            assertThat(prompting(options(0, PoolOptions.Retrieval.SAMPLE, PoolOptions.ReadAt.TEXT))
                            .penalty())
                    .isNull();
        }
    }

    @Test
    void position_thatIsPooled_isTheFirstPromptOrTheTokenBehindAllOfThem() {
        try (PointerScope scope = new PointerScope()) {
            PromptModule.Prompting atPrompt =
                    prompting(options(0, PoolOptions.Retrieval.SAMPLE, PoolOptions.ReadAt.PROMPT));
            PromptModule.Prompting atText =
                    prompting(options(0, PoolOptions.Retrieval.SAMPLE, PoolOptions.ReadAt.TEXT));

            assertThat(atPrompt.prompts().position()).isZero(); // before the text
            assertThat(atPrompt.readAt()).isZero();
            assertThat(atText.readAt()).isEqualTo(4); // behind two prompts of each of two pools
        }
    }

    /**
     * The most alike stand first, those of the first pool (intra) before the others. Client 1 has e3 as number 0 and e2
     * as number 1, both of length 2; its intra prompts are all as unlike, and the lower numbers win.
     */
    @Test
    void prompts_perSample_areThoseMostLikeIt() {
        float[] first = padded(axis(0, 1), axis(0, 1), axis(0, 1), axis(1, 1));
        float[] second = padded(axis(0, 1), axis(0, 1), axis(1, 1), axis(2, 1));
        float[] third = padded(axis(0, 1), axis(0, 1), axis(3, 2), axis(2, 2));
        float[] padding = padded(axis(0, 1), axis(0, 1), axis(0, 2), axis(3, 2));

        assertInserted(PoolOptions.Retrieval.SAMPLE, first, second, third, padding);
    }

    /** Client 0 votes for 0, 1 and 1, 2: 1 has two votes, and 0 wins over 2. The padding of client 1 has no vote. */
    @Test
    void prompts_perBatch_areThoseOfTheMajorityOfAClient() {
        float[] ofClient0 = padded(axis(0, 1), axis(0, 1), axis(1, 1), axis(0, 1));
        float[] ofClient1 = padded(axis(0, 1), axis(0, 1), axis(3, 2), axis(2, 2));

        assertInserted(PoolOptions.Retrieval.BATCH, ofClient0, ofClient0, ofClient1, ofClient1);
    }

    private static void assertInserted(PoolOptions.Retrieval retrieval, float[]... samples) {
        try (PointerScope scope = new PointerScope()) {
            LayerPrompts expected =
                    LayerPrompts.atInput(0, TensorBridge.tensor(SmallBatch.joined(samples), samples.length, 4, WIDTH));

            assertThat(encoded(
                            batch(),
                            prompting(options(0, retrieval, PoolOptions.ReadAt.TEXT))
                                    .prompts()))
                    .usingComparatorWithPrecision(1e-6f)
                    .containsExactly(encoded(batch(), expected));
        }
    }

    /**
     * Client 0: 0, 1 and 1, 2 and 1, 2 are chosen: 1 has three votes, 2 has two; prompt 3, which all like a little,
     * none, and the padding wants it in vain. Client 1: 3, 2 and 2, 3 and 0, 1: 2 and 3 have two each, the lower first.
     * Client 2 is idle: all have none, and the lower numbers win.
     */
    @Test
    void choice_byMajority_countsTheVotesOfEveryClientAndNotThatOfPadding() {
        float[] likeness = {
            0.9f, 0.6f, 0.1f, 0.5f, //
            0.1f, 0.9f, 0.8f, 0.7f, //
            0.1f, 0.9f, 0.8f, 0.7f, //
            0.8f, 0.1f, 0.1f, 0.9f, // padding
            0.1f, 0.2f, 0.3f, 0.9f, //
            0.1f, 0.2f, 0.9f, 0.3f, //
            0.9f, 0.8f, 0.1f, 0.1f, //
            0.9f, 0.8f, 0.1f, 0.1f, // padding
            0.1f, 0.2f, 0.3f, 0.9f, // padding, as the next three
            0.1f, 0.2f, 0.3f, 0.9f, //
            0.1f, 0.2f, 0.3f, 0.9f, //
            0.1f, 0.2f, 0.3f, 0.9f
        };
        try (PointerScope scope = new PointerScope()) {
            float third = 1 / 3f;
            StreamBatch batch = ofTokens(
                    3, new float[] {third, third, third, 0, third, third, third, 0, 0, 0, 0, 0}, new float[12][1]);

            int[] chosen = PoolRetrieval.choose(
                    likeness, 4, options(0, PoolOptions.Retrieval.BATCH, PoolOptions.ReadAt.TEXT), batch);

            assertThat(chosen).containsExactly(1, 2, 1, 2, 1, 2, 1, 2, 2, 3, 2, 3, 2, 3, 2, 3, 0, 1, 0, 1, 0, 1, 0, 1);
        }
    }
}

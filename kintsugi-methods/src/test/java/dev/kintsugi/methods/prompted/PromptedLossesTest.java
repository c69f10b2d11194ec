package dev.kintsugi.methods.prompted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kintsugi.core.data.FeatureKind;
import dev.kintsugi.core.data.FeatureTable;
import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.methods.alignment.PositionMean;
import dev.kintsugi.methods.block.BlockParameters;
import dev.kintsugi.methods.multimodal.Forward;
import dev.kintsugi.methods.multimodal.Mechanism;
import dev.kintsugi.methods.multimodal.MultimodalBatch;
import dev.kintsugi.methods.multimodal.Pass;
import dev.kintsugi.methods.multimodal.Run;
import dev.kintsugi.methods.multimodal.Tokens;
import dev.kintsugi.methods.stream.TinyStreamWorkplace;
import dev.kintsugi.nn.backbone.TwoTower;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class PromptedLossesTest {
    // Rows 0 to 2: complete, image alone, text alone; the second client's last place is padding.
    private static final int[] ROWS = {0, 1, 2, 0, 2, 0};
    private static final float[] WEIGHTS = {1f / 3, 1f / 3, 1f / 3, 0.5f, 0.5f, 0};
    private static final boolean[][] HELD = { // per modality: image, text
        {true, true, false, true, false, true}, {true, false, true, true, true, true}
    };

    private final TinyStreamWorkplace workplace = TinyStreamWorkplace.clipWithHoles(3);
    private final MultimodalBatch batch =
            new MultimodalBatch(2, 3, ROWS, WEIGHTS, workplace.examples().presence(), workplace::features);

    private static ParameterSet initial(PromptedOptions options, TinyStreamWorkplace workplace, long seed) {
        try (var method = FedMultimodalPrompt.factory().create(workplace, options, Prompting.TRAINING)) {
            return method.start(seed).shared().plus(method.startLocal("c0", seed));
        }
    }

    /** Two clients with other values. */
    private BlockParameters parameters(PromptedOptions options) {
        return BlockParameters.stack(List.of(initial(options, workplace, 1), initial(options, workplace, 2)));
    }

    private Forward forward(PromptedNetwork built, BlockParameters parameters) {
        Run run = new Run(built.network(), parameters, parameters, batch, Pass.EVALUATION, null);
        List<Tokens> encoded = built.network().encode(parameters, batch, Pass.EVALUATION);
        return new Forward(
                run, encoded, encoded, built.network().scores(parameters, encoded, Pass.EVALUATION), List.of());
    }

    private static float[] loss(Mechanism mechanism, Forward forward) {
        return TensorBridge.floats(Objects.requireNonNull(mechanism.loss(forward)));
    }

    private static float[] row(Tensor values, int... at) {
        Tensor chosen = values;
        for (int index : at) {
            chosen = chosen.select(0, index);
        }
        return TensorBridge.floats(chosen);
    }

    private static double cosine(float[] a, float[] b) {
        double dot = 0;
        double first = 0;
        double second = 0;
        for (int i = 0; i < a.length; i++) {
            dot += (double) a[i] * b[i];
            first += (double) a[i] * a[i];
            second += (double) b[i] * b[i];
        }
        return dot / Math.sqrt(first * second);
    }

    @Test
    void pull_ofAWholePool_isMinusTheSumOfAllCosinesOverThoseThatHoldTheModality() {
        PromptedOptions options = Prompting.wholePool(3, 0.5, PoolSettings.Kind.INTRA, PositionMean.DEFAULTS);
        try (PointerScope scope = new PointerScope()) {
            PromptedNetwork built = PromptedNetwork.of(workplace, options);
            BlockParameters parameters = parameters(options);
            assertThat(built.mechanisms()).hasSize(1);

            float[] found = loss(built.mechanisms().get(0), forward(built, parameters));

            // -0.5 times the sum over samples (weight in the batch) and prompts of cos(q, p); all three are taken.
            double[] expected = new double[2];
            for (int m = 0; m < 2; m++) {
                Modality modality = List.of(Modality.IMAGE, Modality.TEXT).get(m);
                Tensor pool = parameters.get("encoder." + modality + ".pool.intra");
                int width = (int) pool.size(2);
                Tensor queries = new TowerQuery((TwoTower) workplace.backbone(), modality, width).of(batch);
                for (int place = 0; place < ROWS.length; place++) {
                    for (int p = 0; HELD[m][place] && p < 3; p++) {
                        expected[place / 3] -= 0.5
                                * WEIGHTS[place]
                                * cosine(row(queries, place / 3, place % 3), row(pool, place / 3, p));
                    }
                }
            }
            assertThat((double) found[0]).isCloseTo(expected[0], within(1e-5));
            assertThat((double) found[1]).isCloseTo(expected[1], within(1e-5));
        }
    }

    @Test
    void contrast_isTheTwoWayCrossEntropyOverSamplesAndTheirModalities() {
        PersonalOptions own = new PersonalOptions(2, 3, 0.5, 0.5);
        PromptedOptions options = Prompting.options(own, Prompting.NO_POOLS);
        try (PointerScope scope = new PointerScope()) {
            PromptedNetwork built = PromptedNetwork.of(workplace, options);
            BlockParameters parameters = parameters(options);
            Forward forward = forward(built, parameters);

            float[] found = loss(built.mechanisms().get(0), forward);

            // z_G: the same values without U and V, in a network that has none.
            PromptedOptions plain = Prompting.options(Prompting.SHARED, Prompting.NO_POOLS);
            BlockParameters shared = parameters(plain);
            List<Tokens> global = PromptedNetwork.of(workplace, plain).network().encode(shared, batch, Pass.EVALUATION);
            double[] expected = new double[2];
            for (int place = 0; place < ROWS.length; place++) {
                int held = (HELD[0][place] ? 1 : 0) + (HELD[1][place] ? 1 : 0);
                for (int m = 0; m < 2; m++) {
                    if (HELD[m][place]) {
                        float[] zG = row(global.get(m).values(), place / 3, place % 3, 0);
                        float[] zP = row(forward.encoded().get(m).values(), place / 3, place % 3, 0);
                        float[] zC = frozen(m, ROWS[place]);
                        double logit = (cosine(zG, zP) - cosine(zG, zC)) / 0.5;
                        // 3 = mu; -log(e^c / (e^c + e^p)) = log(1 + e^(p - c))
                        expected[place / 3] += 3 * WEIGHTS[place] / held * Math.log1p(Math.exp(logit));
                    }
                }
            }
            assertThat((double) found[0]).isCloseTo(expected[0], within(1e-4));
            assertThat((double) found[1]).isCloseTo(expected[1], within(1e-4));
        }
    }

    private float[] frozen(int modality, int row) {
        FeatureTable table = workplace.features(
                FeatureKind.pooled(List.of(Modality.IMAGE, Modality.TEXT).get(modality)));
        float[] values = new float[table.width()];
        table.copyRow(row, values, 0);
        return values;
    }

    @Test
    void retrieval_takesTheMostLike_inTheOrderOfThePool() {
        PromptedOptions options = Prompting.options(Prompting.SHARED, Prompting.POOLS);
        try (PointerScope scope = new PointerScope()) {
            BlockParameters parameters = parameters(options);
            TowerPools pools = new TowerPools(
                    (TwoTower) workplace.backbone(),
                    Modality.IMAGE,
                    (int) parameters.get("encoder.image.pool.inter").size(2),
                    options.pool(),
                    0.02);
            for (TowerPools.Retrieved retrieved : pools.retrieve(parameters, batch)) {
                float[] first = row(retrieved.likeness(), 0, 0);
                int[] best = IntStream.range(0, first.length)
                        .boxed()
                        .sorted((a, b) -> Float.compare(first[b], first[a]))
                        .limit(2)
                        .mapToInt(Integer::intValue)
                        .sorted()
                        .toArray();
                assertThat(retrieved.chosen()[0]).isEqualTo(best[0]);
                assertThat(retrieved.chosen()[1]).isEqualTo(best[1]);
                assertThat(retrieved.chosen()[0]).isLessThan(retrieved.chosen()[1]);
            }
        }
    }

    @Test
    void ownPart_ofKnownFactors_isTheirProductAddedToTheSharedPrompts() {
        try (PointerScope scope = new PointerScope()) {
            // one client, one layer, two prompts of width 2, rank 1: U = (1, 2), V = (3, 4), U V = ((3, 4), (6, 8))
            BlockParameters parameters = BlockParameters.stack(List.of(ParameterSet.of(Map.of(
                    "encoder.image.prompts", array(new float[] {1, 1, 1, 1}, 1, 2, 2),
                    "encoder.image.prompts.left", array(new float[] {1, 2}, 2, 1),
                    "encoder.image.prompts.right", array(new float[] {3, 4}, 1, 2)))));
            Tensor offset = PlainPrompts.offset(parameters, Modality.IMAGE).orElseThrow();
            assertThat(TensorBridge.floats(offset)).containsExactly(3, 4, 6, 8);
            assertThat(offset.shape()).containsExactly(1, 1, 2, 2);
        }
    }

    private static FloatArray array(float[] values, long... shape) {
        return FloatArray.owning(shape, values);
    }
}

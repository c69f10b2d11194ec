package dev.kintsugi.methods.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.round.ClientTask;
import dev.kintsugi.methods.multimodal.Pass;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/** The formulas alone, by numbers worked out by hand. */
class FormulasTest {
    private static final double TANH_1 = 0.7615941559557649;

    private static double factor(GradientModulation.Factor form, double alpha, double ratio) {
        ModulationOptions options =
                new ModulationOptions(alpha, false, ModulationOptions.Parameters.CONVOLUTIONS, ActiveRounds.DEFAULTS);
        return new GradientModulation(options, form).factor(ratio);
    }

    @Test
    void factor_justAboveRatioOne_jumpsInTheCvprFormOnly() {
        double above = Math.nextUp(1.0);

        assertThat(factor(GradientModulation.Factor.CVPR, 0.8, 1)).isEqualTo(1);
        // 1 - tanh(0.8) = 1 - 0.66403677
        assertThat(factor(GradientModulation.Factor.CVPR, 0.8, above)).isCloseTo(0.33596323, within(1e-8));
        assertThat(factor(GradientModulation.Factor.TPAMI, 0.8, 1)).isEqualTo(1);
        assertThat(factor(GradientModulation.Factor.TPAMI, 0.8, above)).isCloseTo(1, within(1e-12));
    }

    @Test
    void factor_atRatioTwo_isThatOfTheEquations() {
        // 1 - tanh(0.5 * 2) and 1 - 0.5 tanh(2 - 1)
        assertThat(factor(GradientModulation.Factor.CVPR, 0.5, 2)).isCloseTo(1 - TANH_1, within(1e-12));
        assertThat(factor(GradientModulation.Factor.TPAMI, 0.5, 2)).isCloseTo(1 - 0.5 * TANH_1, within(1e-12));
    }

    @Test
    void factor_withAlphaZero_isOne() {
        assertThat(factor(GradientModulation.Factor.CVPR, 0, 3)).isEqualTo(1);
        assertThat(factor(GradientModulation.Factor.TPAMI, 0, 3)).isEqualTo(1);
    }

    @Test
    void ratios_ofThreeModalities_areMeansOfTheRatiosToTheOthers() {
        DominanceRatios dominance =
                DominanceRatios.of(new double[][] {{3, Double.NaN}, {1.5, Double.NaN}, {1, Double.NaN}});

        // (3/1.5 + 3/1) / 2, (1.5/3 + 1.5/1) / 2, (1/3 + 1/1.5) / 2
        assertThat(dominance.ratios()[0][0]).isCloseTo(2.5, within(1e-12));
        assertThat(dominance.ratios()[1][0]).isCloseTo(1, within(1e-12));
        assertThat(dominance.ratios()[2][0]).isCloseTo(0.5, within(1e-12));
        assertThat(dominance.ratios()[0][1]).isNaN();
    }

    @Test
    void rate_ofDropping_growsWithTheLead() {
        PredictionModulation usual = drop(0.5, 0.5);
        assertThat(usual.rate(1)).isZero();
        assertThat(usual.rate(Math.nextUp(1.0))).isCloseTo(0.5, within(1e-12));
        // 0.5 (1 + 0.5 tanh(2 - 1))
        assertThat(usual.rate(2)).isCloseTo(0.5 + 0.25 * TANH_1, within(1e-12));
        assertThat(usual.rate(Double.NaN)).isZero();
        assertThat(drop(0.9, 1).rate(10)).isEqualTo(1); // 0.9 (1 + 1), clipped
    }

    private static PredictionModulation drop(double base, double growth) {
        return new PredictionModulation(new DropOptions(base, growth, 1, ActiveRounds.DEFAULTS), Form.EQUATIONS);
    }

    @Test
    void weight_ofThePrototypeLoss_isClippedInTheEquationsAndFixedInTheReleasedForm() {
        PrototypeRebalance equations = new PrototypeRebalance(RebalanceOptions.DEFAULTS, Form.EQUATIONS);
        assertThat(equations.weight(1)).isZero();
        assertThat(equations.weight(1.5)).isEqualTo(0.5);
        assertThat(equations.weight(3)).isEqualTo(1);
        PrototypeRebalance released = new PrototypeRebalance(RebalanceOptions.DEFAULTS, Form.RELEASED);
        assertThat(released.weight(1)).isZero();
        assertThat(released.weight(1.001)).isEqualTo(1);
        assertThat(released.weight(Double.NaN)).isZero();
    }

    @Test
    void logits_areDistancesToPrototypes_andAnUnseenClassGetsNoProbability() {
        try (PointerScope scope = new PointerScope()) {
            Tensor features = TensorBridge.tensor(new float[] {3, 4}, 1, 1, 2);
            features.requires_grad_(true);
            // class 0 at the origin, class 1 at the sample itself, class 2 not seen
            Tensor prototypes = TensorBridge.tensor(new float[] {0, 0, 1, 3, 4, 1, 0, 0, 0}, 1, 3, 3);

            Tensor logits = Prototypes.logits(features, prototypes);
            logits.sum().backward();

            assertThat(TensorBridge.floats(logits)).containsExactly(new float[] {-5, 0, -1e9f}, within(2e-6f));
            // -(3, 4) / 5 of class 0; the distance to itself has no slope, and must not make it NaN
            assertThat(TensorBridge.floats(features.grad())).containsExactly(new float[] {-0.6f, -0.8f}, within(1e-6f));
        }
    }

    @Test
    void blended_keepsTheShareOfTheRoundBefore() {
        // Class 0 in both: 0.2 * 10 + 0.8 * 5; class 1 new; class 2 gone.
        FloatArray before = FloatArray.copyOf(new long[] {3, 2}, new float[] {10, 1, 0, 0, 7, 1});
        FloatArray now = FloatArray.copyOf(new long[] {3, 2}, new float[] {5, 1, 6, 1, 0, 0});

        assertThat(Prototypes.blended(before, now, 0.2).toArray())
                .containsExactly(new float[] {6, 1, 6, 1, 7, 1}, within(1e-6f));
    }

    @Test
    void noise_isStandardNormal_andTheSameInABlockAndAlone() {
        ClientTask first = new ClientTask(1, 1, "c0", 1, ParameterSet.empty());
        ClientTask second = new ClientTask(1, 1, "c1", 1, ParameterSet.empty());
        try (PointerScope scope = new PointerScope()) {
            float[] block = TensorBridge.floats(
                    KeyedNoise.of(new Pass(List.of(first, second), 3), "w", new boolean[] {false, true}, 2, 99, 99));
            float[] alone = TensorBridge.floats(
                    KeyedNoise.of(new Pass(List.of(second), 3), "w", new boolean[] {true}, 1, 99, 99));

            int size = 99 * 99;
            assertThat(Arrays.copyOfRange(block, 0, size)).containsOnly(new float[] {0}, within(0f));
            assertThat(Arrays.copyOfRange(block, size, 2 * size)).containsExactly(alone, within(1e-5f));
            double mean = 0;
            double square = 0;
            for (float value : alone) {
                mean += value / size;
                square += (double) value * value / size;
            }
            // Deviations of the estimates: 1 / sqrt(9801) = 0.010 and sqrt(2 / 9801) = 0.014; four of them.
            assertThat(mean).isCloseTo(0, within(0.04));
            assertThat(square).isCloseTo(1, within(0.06));
        }
    }
}

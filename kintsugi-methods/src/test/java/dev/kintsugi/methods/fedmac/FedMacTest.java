package dev.kintsugi.methods.fedmac;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kintsugi.core.data.Samples;
import dev.kintsugi.core.method.LocalTraining;
import dev.kintsugi.core.method.Method;
import dev.kintsugi.core.method.OptimizerOptions;
import dev.kintsugi.core.method.ScheduleOptions;
import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.round.ServerState;
import dev.kintsugi.methods.block.BlockParameters;
import dev.kintsugi.methods.fedmultimodal.FedMultimodal;
import dev.kintsugi.methods.fedmultimodal.FedMultimodalOptions;
import dev.kintsugi.methods.multimodal.FusionOptions;
import dev.kintsugi.methods.multimodal.MultimodalRounds;
import dev.kintsugi.methods.multimodal.NetworkOptions;
import dev.kintsugi.methods.multimodal.SignalWorkplace;
import dev.kintsugi.methods.multimodal.SmallNetwork;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FedMacTest {
    private static final LocalTraining TRAINING =
            new LocalTraining(4, 8, new OptimizerOptions.Sgd(0.05, 0.9, 0), ScheduleOptions.Constant.DEFAULTS, 0);
    private static final List<String> CLIENTS = List.of("c0", "c1", "c2");
    private static final NetworkOptions NETWORK = SmallNetwork.with(FusionOptions.Kind.CONCAT);

    private static FedMacOptions options(double contrast, FedMacOptions.Rebuild rebuild) {
        return new FedMacOptions(NETWORK, contrast, 0.2, rebuild);
    }

    private static ServerState trained(FedMacOptions options, SignalWorkplace workplace, int rounds) {
        return MultimodalRounds.run(FedMac.factory(), options, TRAINING, workplace, rounds, 1, CLIENTS)
                .state();
    }

    private static float[] contrast(float temperature, float[] counted, float... rows) {
        try (PointerScope scope = new PointerScope()) {
            int size = counted.length;
            return TensorBridge.floats(DualContrast.contrast(
                    TensorBridge.tensor(rows, 1, size, 2, rows.length / size / 2),
                    TensorBridge.tensor(counted, 1, size),
                    temperature));
        }
    }

    @Test
    void contrast_ofTwoSamplesAtRightAngles_isOfOneAmongThree() {
        // Each row: its sample's other row has cosine 1, the other sample's two rows 0: -log(e / (e + 2)) = 0.551445.
        float[] rows = {1, 0, 3, 0, 0, 1, 0, 2};
        assertThat(contrast(1, new float[] {1, 1}, rows)).containsExactly(new float[] {0.551445f}, within(1e-5f));
        // With temperature 0.5: -log(e^2 / (e^2 + 2)) = 0.239544.
        assertThat(contrast(0.5f, new float[] {1, 1}, rows)).containsExactly(new float[] {0.239544f}, within(1e-5f));
    }

    @Test
    void contrast_withPadding_isThatWithoutIt() {
        assertThat(contrast(1, new float[] {1, 0, 1}, 1, 0, 3, 0, 9, 9, -4, 1, 0, 1, 0, 2))
                .containsExactly(new float[] {0.551445f}, within(1e-5f));
    }

    @Test
    void contrast_ofOneSampleOfThreeModalities_sumsOverItsPositives() {
        try (PointerScope scope = new PointerScope()) {
            // Equal rows: each has two positives of probability 1/2: a sum of 2 ln 2, not a mean.
            Tensor rows = TensorBridge.tensor(new float[] {1, 1, 1}, 1, 1, 3, 1);
            assertThat(TensorBridge.floats(
                            DualContrast.contrast(rows, TensorBridge.tensor(new float[] {1}, 1, 1), 0.2)))
                    .containsExactly(new float[] {(float) (2 * Math.log(2))}, within(1e-5f));
        }
    }

    @Test
    void fromSample_ofThreeModalities_weighsTheOthersByTheirCosines() {
        try (PointerScope scope = new PointerScope()) {
            Tensor rows = TensorBridge.tensor(new float[] {1, 2, 4}, 1, 1, 3, 1);
            Tensor projected = TensorBridge.tensor(new float[] {1, 0, 5, 0, 0, 3}, 1, 1, 3, 2);
            // Cosines: s01 = 1, s02 = s12 = 0, tau 1. Row 0: (e * 2 + 1 * 4) / (e + 1) = 2.537883;
            // row 1: (e * 1 + 4) / (e + 1) = 1.806824; row 2: (1 + 2) / 2.
            assertThat(TensorBridge.floats(CrossModalAggregator.fromSample(rows, projected, 1)))
                    .containsExactly(new float[] {2.537883f, 1.806824f, 1.5f}, within(1e-5f));
        }
    }

    @Test
    void fromBatch_ofRowsThatPointAcrossSamples_takesTheRowsThatTheyPointTo() {
        try (PointerScope scope = new PointerScope()) {
            // Sample 0: 10, 11; sample 1: 20, 21; sample 2 is padding and points as row 10 does. Alike are 10 and 21,
            // and 11 and 20: by-modality similarities over by-sample rows would pair others.
            Tensor rows = TensorBridge.tensor(new float[] {10, 11, 20, 21, 99, 99}, 1, 3, 2, 1);
            Tensor projected = TensorBridge.tensor(new float[] {1, 0, 0, 1, 0, 1, 1, 0, 1, 0, 1, 0}, 1, 3, 2, 2);
            Tensor weights = TensorBridge.tensor(new float[] {0.5f, 0.5f, 0}, 1, 3);
            float[] found = TensorBridge.floats(CrossModalAggregator.fromBatch(rows, projected, weights, 0.01));
            assertThat(Arrays.copyOf(found, 4)).containsExactly(new float[] {21, 20, 11, 10}, within(1e-4f));
        }
    }

    @Test
    void gate_ofZeros_isHalfOpen() {
        try (PointerScope scope = new PointerScope()) {
            BlockParameters zeros = BlockParameters.stack(List.of(ParameterSet.of(Map.of(
                    "fedmac.gate.0.weight", FloatArray.zeros(32, 2, 3, 3),
                    "fedmac.gate.0.bias", FloatArray.zeros(32),
                    "fedmac.gate.1.weight", FloatArray.zeros(8, 32, 3, 3),
                    "fedmac.gate.1.bias", FloatArray.zeros(8),
                    "fedmac.gate.2.weight", FloatArray.zeros(1, 8, 3, 3),
                    "fedmac.gate.2.bias", FloatArray.zeros(1)))));
            Tensor rows = TensorBridge.tensor(new float[12], 1, 3, 2, 2);
            Tensor gate = CrossModalAggregator.gate(zeros, rows, rows);
            assertThat(gate.shape()).containsExactly(1, 3, 2, 2);
            assertThat(TensorBridge.floats(gate)).containsOnly(0.5f);
        }
    }

    @ParameterizedTest
    @EnumSource(FedMacOptions.Rebuild.class)
    void scores_ofASample_doNotDependOnTheOthers(FedMacOptions.Rebuild rebuild) {
        SignalWorkplace workplace = SignalWorkplace.withHoles(9, 5, 12);
        FedMacOptions options = options(0.1, rebuild);
        try (Method method = FedMac.factory().create(workplace, options, TRAINING)) {
            ServerState state = method.start(1);
            float[] together = scores(method, state, workplace.samples());
            for (int row = 0; row < 26; row++) {
                int[] one = {row};
                Samples alone = workplace
                        .samples()
                        .select(one, workplace.examples().presence().select(one));
                assertThat(scores(method, state, alone))
                        .as("row %d", row)
                        .containsExactly(Arrays.copyOfRange(together, 3 * row, 3 * row + 3), within(1e-5f));
            }
        }
    }

    private static float[] scores(Method method, ServerState state, Samples samples) {
        return method.scores(state.shared(), List.of(ParameterSet.empty()), samples)
                .get(0);
    }

    @Test
    void aggregate_whenNobodyHoldsAModality_learnsItsEmbeddingAndKeepsItsProjector() {
        SignalWorkplace workplace = new SignalWorkplace(row -> row < 9 ? 0b01 : 0b11, 9, 4, 4);
        FedMacOptions options = options(0.1, FedMacOptions.Rebuild.SAMPLE);
        ServerState after = MultimodalRounds.run(FedMac.factory(), options, TRAINING, workplace, 1, 1, List.of("c0"))
                .state();
        try (Method method = FedMac.factory().create(workplace, options, TRAINING)) {
            ParameterSet start = method.start(1).shared();
            assertThat(after.shared().get("fedmac.imputation.sound"))
                    .isNotEqualTo(start.get("fedmac.imputation.sound"));
            assertThat(after.shared().get("fedmac.projector.sound.out.weight"))
                    .isEqualTo(start.get("fedmac.projector.sound.out.weight"));
            assertThat(after.shared().get("fedmac.projector.motion.out.weight"))
                    .isNotEqualTo(start.get("fedmac.projector.motion.out.weight"));
        }
    }

    @Test
    void fedmac_withoutRebuildingAndContrast_equalsFedMultimodalBitForBitWhereNothingIsMissing() {
        SignalWorkplace workplace = SignalWorkplace.complete(9, 5, 12);
        ParameterSet plain = MultimodalRounds.run(
                        FedMultimodal.factory(),
                        new FedMultimodalOptions(NETWORK, 0),
                        TRAINING,
                        workplace,
                        2,
                        1,
                        CLIENTS)
                .state()
                .shared();
        ParameterSet found =
                trained(options(0, FedMacOptions.Rebuild.NONE), workplace, 2).shared();
        for (String name : plain.names()) {
            assertThat(found.get(name)).as(name).isEqualTo(plain.get(name));
        }
    }

    @Test
    void training_withHoles_learnsClassesThatAreEasy() {
        SignalWorkplace workplace = SignalWorkplace.withHoles(24, 24, 24);
        FedMacOptions options = options(0.1, FedMacOptions.Rebuild.SAMPLE);
        assertThat(MultimodalRounds.accuracy(
                        FedMac.factory(),
                        options,
                        TRAINING,
                        workplace,
                        trained(options, workplace, 5),
                        workplace.samples(0b11)))
                .isGreaterThan(0.8);
    }
}

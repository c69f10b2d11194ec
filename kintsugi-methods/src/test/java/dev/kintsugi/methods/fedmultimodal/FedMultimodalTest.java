package dev.kintsugi.methods.fedmultimodal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kintsugi.core.error.DataException;
import dev.kintsugi.core.method.LocalTraining;
import dev.kintsugi.core.method.Method;
import dev.kintsugi.core.method.OptimizerOptions;
import dev.kintsugi.core.method.ScheduleOptions;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.round.ClientUpdate;
import dev.kintsugi.core.round.ServerState;
import dev.kintsugi.methods.multimodal.EncoderOptions;
import dev.kintsugi.methods.multimodal.FederationAlgorithm;
import dev.kintsugi.methods.multimodal.FusionOptions;
import dev.kintsugi.methods.multimodal.MultimodalContract;
import dev.kintsugi.methods.multimodal.MultimodalRounds;
import dev.kintsugi.methods.multimodal.NetworkOptions;
import dev.kintsugi.methods.multimodal.SignalWorkplace;
import dev.kintsugi.methods.multimodal.SmallNetwork;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class FedMultimodalTest {
    private static final LocalTraining TRAINING =
            new LocalTraining(4, 8, new OptimizerOptions.Sgd(0.05, 0.9, 0), ScheduleOptions.Constant.DEFAULTS, 0);
    private static final List<String> CLIENTS = List.of("c0", "c1", "c2");

    private static ServerState trained(
            FedMultimodalOptions options, SignalWorkplace workplace, LocalTraining training) {
        return MultimodalRounds.run(FedMultimodal.factory(), options, training, workplace, 3, 1, CLIENTS)
                .state();
    }

    @ParameterizedTest
    @EnumSource(FusionOptions.Kind.class)
    void training_withEveryFusion_learnsClassesThatAreEasy(FusionOptions.Kind fusion) {
        SignalWorkplace workplace = SignalWorkplace.complete(24);
        FedMultimodalOptions options = new FedMultimodalOptions(SmallNetwork.with(fusion), 0);

        ServerState state = MultimodalRounds.run(
                        FedMultimodal.factory(), options, TRAINING, workplace, 14, 1, List.of("c0"))
                .state();

        // Three classes whose mean levels are one apart; noise of a mean over 64 values is 0.3 / 8 of that.
        assertThat(MultimodalRounds.accuracy(
                        FedMultimodal.factory(), options, TRAINING, workplace, state, workplace.samples()))
                .isGreaterThan(0.9);
    }

    @Test
    void training_withSeveralPlacesOfAPicture_readsThemAllAndLearns() {
        SignalWorkplace workplace = SignalWorkplace.complete(24);
        EncoderOptions encoders =
                new EncoderOptions(List.of("sound"), 16, List.of(), List.of(4, 8), 2, 0, EncoderOptions.Frozen.POOLED);
        NetworkOptions plain = SmallNetwork.with(FusionOptions.Kind.CONCAT);
        FedMultimodalOptions options =
                new FedMultimodalOptions(new NetworkOptions(encoders, plain.fusion(), plain.algorithm()), 0);

        ServerState state = MultimodalRounds.run(
                        FedMultimodal.factory(), options, TRAINING, workplace, 14, 1, List.of("c0"))
                .state();

        // Two stages leave 4 x 4 places of 8 channels; their means over 2 x 2 parts go into the 16 values of a token.
        assertThat(state.shared().get("encoder.sound.out.weight").shape()).containsExactly(16, 8 * 2 * 2);
        assertThat(MultimodalRounds.accuracy(
                        FedMultimodal.factory(), options, TRAINING, workplace, state, workplace.samples()))
                .isGreaterThan(0.9);
    }

    static List<FederationAlgorithm> algorithms() {
        return List.of(
                FederationAlgorithm.FedAvg.DEFAULTS,
                FederationAlgorithm.FedProx.DEFAULTS,
                FederationAlgorithm.ScaffoldControls.DEFAULTS,
                FederationAlgorithm.FedOpt.DEFAULTS);
    }

    /** After a round of all, so that SCAFFOLD's controls and FedOpt's velocity of the absent modality are not 0. */
    @ParameterizedTest
    @MethodSource("algorithms")
    void aggregate_whenNobodyHoldsAModality_leavesItsEncoderAsItWas(FederationAlgorithm algorithm) {
        SignalWorkplace workplace = new SignalWorkplace(row -> row < 9 ? 0b01 : 0b11, 9, 4, 4);
        FedMultimodalOptions options = new FedMultimodalOptions(SmallNetwork.with(algorithm), 0);
        try (Method method = FedMultimodal.factory().create(workplace, options, MultimodalContract.TRAINING)) {
            ServerState start = MultimodalRounds.run(
                            FedMultimodal.factory(), options, TRAINING, workplace, 1, 1, List.of("c0", "c1"))
                    .state();
            assertThat(start.shared().get("encoder.sound.out.weight"))
                    .isNotEqualTo(method.start(1).shared().get("encoder.sound.out.weight"));
            List<ClientUpdate> updates = MultimodalRounds.run(
                            FedMultimodal.factory(), options, TRAINING, workplace, 1, 1, List.of("c0"))
                    .lastUpdates();

            ParameterSet after = method.aggregate(start, updates).shared();

            for (String name : after.asMap().keySet()) {
                if (name.startsWith("encoder.sound.")) {
                    assertThat(after.get(name).toArray())
                            .as(name)
                            .containsExactly(start.shared().get(name).toArray());
                }
            }
            assertThat(after.get("encoder.motion.convolution.0.weight").toArray())
                    .isNotEqualTo(start.shared()
                            .get("encoder.motion.convolution.0.weight")
                            .toArray());
        }
    }

    @Test
    void start_whenNobodyEverHoldsAModality_saysWhich() {
        SignalWorkplace workplace = new SignalWorkplace(row -> 0b01, 4, 4, 4);
        try (Method method = FedMultimodal.factory()
                .create(workplace, FedMultimodal.factory().defaults(), MultimodalContract.TRAINING)) {
            assertThatThrownBy(() -> method.start(1))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("modality 'sound'")
                    .hasMessageContaining("encoders.modalities");
        }
    }

    @Test
    void fedprox_withWeightZero_equalsFedAvgBitForBit() {
        SignalWorkplace workplace = SignalWorkplace.withHoles(9, 5, 12);
        assertThat(trained(
                                new FedMultimodalOptions(SmallNetwork.with(new FederationAlgorithm.FedProx(0)), 0),
                                workplace,
                                TRAINING)
                        .shared())
                .isEqualTo(trained(
                                new FedMultimodalOptions(SmallNetwork.with(FusionOptions.Kind.CONCAT), 0),
                                workplace,
                                TRAINING)
                        .shared());
    }

    @Test
    void scaffold_inTheFirstRound_trainsAsFedAvg() {
        // All controls are 0 in round 1, and g - 0 + 0 = g.
        SignalWorkplace workplace = SignalWorkplace.withHoles(9, 5, 12);
        FedMultimodalOptions controls =
                new FedMultimodalOptions(SmallNetwork.with(new FederationAlgorithm.ScaffoldControls()), 0);
        FedMultimodalOptions plain = new FedMultimodalOptions(SmallNetwork.with(FusionOptions.Kind.CONCAT), 0);
        assertThat(MultimodalRounds.run(FedMultimodal.factory(), controls, TRAINING, workplace, 1, 1, CLIENTS)
                        .state()
                        .shared())
                .isEqualTo(MultimodalRounds.run(FedMultimodal.factory(), plain, TRAINING, workplace, 1, 1, CLIENTS)
                        .state()
                        .shared());
    }

    @Test
    void scaffold_whereOneClientHoldsAModality_hasItsControlForThatEncoder() {
        // Rows 0 to 8 are c0's. A mean over all three would take the holder's step g - c_0 + c down to g - 2/3 c_0.
        SignalWorkplace workplace = new SignalWorkplace(row -> row < 9 ? 0b11 : 0b01, 9, 5, 12);
        FedMultimodalOptions controls =
                new FedMultimodalOptions(SmallNetwork.with(new FederationAlgorithm.ScaffoldControls()), 0);
        MultimodalRounds.Result result =
                MultimodalRounds.run(FedMultimodal.factory(), controls, TRAINING, workplace, 2, 1, CLIENTS);

        int compared = 0;
        for (String name : result.state().shared().asMap().keySet()) {
            float[] server =
                    result.state().memory().get("scaffold.server." + name).toArray();
            for (int i = 0; i < server.length; i++) {
                double sum = 0;
                for (ParameterSet local : result.locals().values()) {
                    sum += local.get("scaffold.client." + name).get(i);
                }
                double expected = name.startsWith("encoder.sound.") ? sum : sum / 3; // c1 and c2 have 0 there
                assertThat((double) server[i]).as(name).isCloseTo(expected, within(1e-4 + 1e-4 * Math.abs(expected)));
                compared += expected == 0 ? 0 : 1;
            }
        }
        assertThat(compared).isPositive();
    }
}

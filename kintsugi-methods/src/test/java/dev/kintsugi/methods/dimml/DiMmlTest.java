package dev.kintsugi.methods.dimml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.method.LocalTraining;
import dev.kintsugi.core.method.Method;
import dev.kintsugi.core.method.OptimizerOptions;
import dev.kintsugi.core.method.ScheduleOptions;
import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.round.ClientTask;
import dev.kintsugi.core.round.ClientUpdate;
import dev.kintsugi.core.round.ServerState;
import dev.kintsugi.methods.fedmultimodal.FedMultimodal;
import dev.kintsugi.methods.fedmultimodal.FedMultimodalOptions;
import dev.kintsugi.methods.multimodal.EncoderOptions;
import dev.kintsugi.methods.multimodal.FederationAlgorithm;
import dev.kintsugi.methods.multimodal.FusionOptions;
import dev.kintsugi.methods.multimodal.MultimodalContract;
import dev.kintsugi.methods.multimodal.MultimodalRounds;
import dev.kintsugi.methods.multimodal.NetworkOptions;
import dev.kintsugi.methods.multimodal.SignalWorkplace;
import dev.kintsugi.methods.multimodal.SmallNetwork;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DiMmlTest {
    private static final LocalTraining TRAINING =
            new LocalTraining(4, 8, new OptimizerOptions.Sgd(0.05, 0.9, 1e-4), ScheduleOptions.Constant.DEFAULTS, 0);
    private static final List<String> CLIENTS = List.of("c0", "c1", "c2");
    private static final int ROUNDS = 3; // two that divide the dimensions and one with the contrast
    private static final NetworkOptions NETWORK = SmallNetwork.with(FusionOptions.Kind.CONCAT);
    private static final DiMmlOptions PLAIN = new DiMmlOptions(NETWORK, 0, 0, 10, 1, 0, 1);

    private static DiMmlOptions options(int stageTwoRounds) {
        return new DiMmlOptions(NETWORK, 1, 1, 10, 1, stageTwoRounds, 1);
    }

    private static ServerState trained(DiMmlOptions options, SignalWorkplace workplace, int rounds, String... clients) {
        return MultimodalRounds.first(
                        rounds,
                        DiMml.factory(),
                        options,
                        TRAINING,
                        workplace,
                        Math.max(rounds, ROUNDS),
                        1,
                        List.of(clients))
                .state();
    }

    @Test
    void split_overClients_isThatOfAPoolOfTheirData() {
        // The first rounds train differently, but means and hits are of the encoders that all received in round 1.
        SignalWorkplace three = SignalWorkplace.withHoles(9, 5, 12);
        SignalWorkplace pool = SignalWorkplace.withHoles(26);

        float[] means = trained(options(0), three, 1, "c0", "c1", "c2")
                .memory()
                .get("dimml.means")
                .toArray();
        assertThat(means)
                .containsExactly(
                        trained(options(0), pool, 1, "c0")
                                .memory()
                                .get("dimml.means")
                                .toArray(),
                        within(1e-6f));

        ServerState after = trained(options(0), three, 2, "c0", "c1", "c2");
        FloatArray split = after.memory().get("dimml.split");
        assertThat(split).isEqualTo(trained(options(0), pool, 2, "c0").memory().get("dimml.split"));
        assertThat(split.shape()).containsExactly(2, 16);
        assertThat(split.toArray()).contains(0, 1);
        assertThat(after.memory().names()).containsExactly("dimml.split"); // nothing else is sent from now on
    }

    @Test
    void contrast_onceDimensionsAreDivided_isInTheLossAndInTheReport() {
        SignalWorkplace workplace = SignalWorkplace.withHoles(9, 5, 12);
        List<ClientUpdate> second = MultimodalRounds.first(
                        2, DiMml.factory(), options(0), TRAINING, workplace, ROUNDS, 1, CLIENTS)
                .lastUpdates();
        List<ClientUpdate> third = MultimodalRounds.run(DiMml.factory(), options(0), TRAINING, workplace, 3, 1, CLIENTS)
                .lastUpdates();
        String name = "contrast of the dimensions/both directions";
        assertThat(second.get(0).metrics()).doesNotContainKey(name);
        assertThat(third.get(0).metrics()).containsKeys(name, "dimensions that tell classes apart/motion");
        assertThat(third.get(0).metrics().get(name)).isPositive();
    }

    @Test
    void secondStage_trainsTheFusionOfCompleteSamplesAndNothingElse() {
        // c1 has no complete sample, so that its fusion has no part in the mean.
        SignalWorkplace workplace = new SignalWorkplace(row -> row < 9 ? 0b11 : 0b01, 9, 8);
        try (Method method = DiMml.factory().create(workplace, options(1), TRAINING)) {
            ServerState first = method.start(1);
            List<ClientUpdate> updates = new ArrayList<>();
            for (String client : List.of("c0", "c1")) {
                ClientTask task = new ClientTask(4, 4, client, 1, method.forClient(first, client));
                updates.add(method.train(List.of(task), List.of(ParameterSet.empty()))
                        .get(0)
                        .update());
            }
            ParameterSet after = method.aggregate(first, updates).shared();

            for (String name : after.names()) {
                if (name.startsWith("fusion.")) {
                    assertThat(after.get(name))
                            .as(name)
                            .isEqualTo(updates.get(0).shared().get(name))
                            .isNotEqualTo(first.shared().get(name));
                } else if (!name.equals("dimml.fusion-trained")) {
                    assertThat(after.get(name))
                            .as(name)
                            .isEqualTo(first.shared().get(name));
                }
            }
            assertThat(after.get("dimml.fusion-trained").get(0)).isEqualTo(1);
        }
    }

    @Test
    void training_withoutARoundForTheContrast_saysWhatIsMissing() {
        SignalWorkplace workplace = SignalWorkplace.complete(4);
        assertThatThrownBy(() -> MultimodalRounds.run(
                        DiMml.factory(), options(1), TRAINING, workplace, ROUNDS, 1, List.of("c0")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("split-round 1")
                .hasMessageContaining("3 rounds and stage-two-rounds 1 there are 2");
    }

    @Test
    void firstStage_leavesTheFusionAsItWas() {
        SignalWorkplace workplace = SignalWorkplace.withHoles(9, 5, 12);
        try (Method method = DiMml.factory().create(workplace, options(0), TRAINING)) {
            ServerState after = trained(options(0), workplace, 1, "c0", "c1", "c2");
            assertThat(after.shared().get("fusion.out.weight"))
                    .isEqualTo(method.start(1).shared().get("fusion.out.weight"));
            assertThat(after.shared().get("dimml.fusion-trained").get(0)).isZero();
        }
    }

    @Test
    void diMml_withoutSharedHeadAndContrast_isFedMultimodalOfEachModalityBitForBit() {
        SignalWorkplace workplace = SignalWorkplace.complete(9, 5, 12);
        for (String modality : List.of("motion", "sound")) {
            EncoderOptions one = new EncoderOptions(
                    List.of(modality), 16, List.of(4, 8), List.of(4, 8), 1, 0, EncoderOptions.Frozen.POOLED);
            FedMultimodalOptions alone =
                    new FedMultimodalOptions(new NetworkOptions(one, NETWORK.fusion(), NETWORK.algorithm()), 0);
            try (Method detached = DiMml.factory().create(workplace, PLAIN, TRAINING);
                    Method single = FedMultimodal.factory().create(workplace, alone, TRAINING)) {
                ServerState state = detached.start(1);
                Map<String, FloatArray> shared =
                        new TreeMap<>(single.start(1).shared().asMap());
                for (String part : List.of("weight", "bias")) {
                    shared.put("fusion.out." + part, state.shared().get("dimml.head." + modality + "." + part));
                }
                ServerState expected = ServerState.of(ParameterSet.of(shared));
                for (int round = 1; round <= 2; round++) {
                    state = next(detached, state, round);
                    expected = next(single, expected, round);
                }
                for (String name : expected.shared().names()) {
                    String own = name.replace("fusion.out", "dimml.head." + modality);
                    assertThat(state.shared().get(own))
                            .as(own)
                            .isEqualTo(expected.shared().get(name));
                }
            }
        }
    }

    private static ServerState next(Method method, ServerState state, int round) {
        List<ClientUpdate> updates = new ArrayList<>();
        for (String client : CLIENTS) {
            ClientTask task = new ClientTask(round, 2, client, 1, method.forClient(state, client));
            updates.add(method.train(List.of(task), List.of(ParameterSet.empty()))
                    .get(0)
                    .update());
        }
        return method.aggregate(state, updates);
    }

    @Test
    void training_withHoles_learnsClassesThatAreEasyFromEitherModality() {
        SignalWorkplace workplace = SignalWorkplace.withHoles(12, 12, 12);
        ServerState state = trained(options(2), workplace, 6, "c0", "c1", "c2");
        // Chance is a third, and the encoders have four rounds.
        assertThat(accuracy(workplace, state, 0b11)).isGreaterThan(0.5);
        assertThat(accuracy(workplace, state, 0b01)).isGreaterThan(0.5);
        assertThat(accuracy(workplace, state, 0b10)).isGreaterThan(0.5);
    }

    private static double accuracy(SignalWorkplace workplace, ServerState state, long mask) {
        return MultimodalRounds.accuracy(
                DiMml.factory(), options(2), TRAINING, workplace, state, workplace.samples(mask));
    }

    @Test
    void secondStage_ofAllRounds_saysWhatToTake() {
        SignalWorkplace workplace = SignalWorkplace.complete(4);
        assertThatThrownBy(() ->
                        MultimodalRounds.run(DiMml.factory(), options(2), TRAINING, workplace, 2, 1, List.of("c0")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("stage-two-rounds is 2 of 2 rounds");
    }

    @Test
    void secondStage_underFedOpt_saysWhatToTake() {
        NetworkOptions network = SmallNetwork.with(FederationAlgorithm.FedOpt.DEFAULTS);
        assertThatThrownBy(() -> DiMml.factory()
                        .create(
                                SignalWorkplace.complete(4),
                                new DiMmlOptions(network, 1, 1, 10, 1, 2, 1),
                                MultimodalContract.TRAINING))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("fedopt")
                .hasMessageContaining("stage-two-rounds: 0");
    }
}

package dev.kintsugi.methods.mfcpl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kintsugi.core.data.Targets;
import dev.kintsugi.core.method.LocalTraining;
import dev.kintsugi.core.method.OptimizerOptions;
import dev.kintsugi.core.method.ScheduleOptions;
import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.round.ClientUpdate;
import dev.kintsugi.core.round.ServerState;
import dev.kintsugi.methods.block.BlockParameters;
import dev.kintsugi.methods.block.LabelLoss;
import dev.kintsugi.methods.fedmultimodal.FedMultimodal;
import dev.kintsugi.methods.fedmultimodal.FedMultimodalOptions;
import dev.kintsugi.methods.multimodal.Encoders;
import dev.kintsugi.methods.multimodal.FusionOptions;
import dev.kintsugi.methods.multimodal.MultimodalBatch;
import dev.kintsugi.methods.multimodal.MultimodalNetwork;
import dev.kintsugi.methods.multimodal.MultimodalRounds;
import dev.kintsugi.methods.multimodal.NetworkOptions;
import dev.kintsugi.methods.multimodal.Pass;
import dev.kintsugi.methods.multimodal.Run;
import dev.kintsugi.methods.multimodal.SignalWorkplace;
import dev.kintsugi.methods.multimodal.SmallNetwork;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class MfcplTest {
    private static final LocalTraining TRAINING =
            new LocalTraining(4, 8, new OptimizerOptions.Sgd(0.05, 0.9, 0), ScheduleOptions.Constant.DEFAULTS, 0);
    private static final List<String> CLIENTS = List.of("c0", "c1", "c2");
    private static final NetworkOptions NETWORK = SmallNetwork.with(FusionOptions.Kind.CONCAT);
    private static final SignalWorkplace HOLES = SignalWorkplace.withHoles(9, 5, 12);

    private static MultimodalRounds.Result rounds(MfcplOptions options, SignalWorkplace workplace, int rounds) {
        return MultimodalRounds.run(Mfcpl.factory(), options, TRAINING, workplace, rounds, 1, CLIENTS);
    }

    private static MfcplOptions weights(double regularisation, double contrast, double alignment) {
        return new MfcplOptions(NETWORK, regularisation, contrast, alignment, 0.5, 8);
    }

    private static FloatArray values(long[] shape, float... values) {
        return FloatArray.owning(shape, values);
    }

    private static ClientUpdate update(String client, float[] means, float[] counts) {
        return new ClientUpdate(
                1,
                client,
                1,
                ParameterSet.empty(),
                ParameterSet.of(Map.of(
                        "mfcpl.means",
                        values(new long[] {3, 2}, means),
                        "mfcpl.counts",
                        values(new long[] {3}, counts))),
                Map.of());
    }

    @Test
    void merge_ofPrototypes_isTheMeanOfTheClientsThatHaveTheClass() {
        PrototypeExchange exchange = new PrototypeExchange(2);
        ServerState start = ServerState.of(ParameterSet.empty());

        ServerState first = exchange.merge(
                start,
                List.of(
                        update("c0", new float[] {1, 0, 0, 0, 0, 0}, new float[] {9, 0, 0}),
                        update("c1", new float[] {0, 1, 4, 2, 0, 0}, new float[] {1, 3, 0})),
                start);

        // Class 0: (1, 0) and (0, 1) count alike, however many samples; class 1: one client; class 2: nobody.
        assertThat(exchange.sent(first).get("mfcpl.prototypes").toArray()).containsExactly(0.5f, 0.5f, 4, 2, 0, 0);
        assertThat(exchange.sent(first).get("mfcpl.known").toArray()).containsExactly(1, 1, 0);

        ServerState second = exchange.merge(
                first, List.of(update("c2", new float[] {0, 0, 0, 0, 6, 7}, new float[] {0, 0, 1})), first);
        assertThat(exchange.sent(second).get("mfcpl.prototypes").toArray()).containsExactly(0.5f, 0.5f, 4, 2, 6, 7);
        assertThat(exchange.sent(second).get("mfcpl.known").toArray()).containsExactly(1, 1, 1);
        assertThat(exchange.sent(start).isEmpty()).isTrue();
    }

    /** Classes 0 (1, 0), 1 (0, 1), and 2 without a prototype; samples of class 0, of 0 and 1, and of 2. */
    private static Prototypes prototypes() {
        return new Prototypes(
                TensorBridge.tensor(new float[] {1, 0, 0, 1, 0, 0}, 1, 3, 2),
                TensorBridge.tensor(new float[] {1, 1, 0}, 1, 3),
                TensorBridge.tensor(new float[] {1, 0, 0, 0.5f, 0.5f, 0, 0, 0, 0}, 1, 3, 3));
    }

    private static Tensor samples() {
        return TensorBridge.tensor(new float[] {0, 1, 0, 1, 0, 1}, 1, 3, 2);
    }

    @Test
    void distances_toPrototypes_areSquaredAndMeansOverTheClassesOfASample() {
        try (PointerScope scope = new PointerScope()) {
            // |(0,1) - (1,0)|^2 = 2; (2 + 0) / 2 = 1; no prototype: 0.
            assertThat(TensorBridge.floats(prototypes().distances(samples()))).containsExactly(2, 1, 0);
        }
    }

    @Test
    void contrast_ofPrototypes_leavesOutClassesWithoutOne() {
        try (PointerScope scope = new PointerScope()) {
            Tensor found = new PrototypeContrast(1, 0.5).contrast(prototypes(), samples());
            // Logits (0, 1) / 0.5 = (0, 2): -log(1 / (1 + e^2)) = 2.126928, -log(e^2 / (1 + e^2)) = 0.126928.
            assertThat(TensorBridge.floats(found))
                    .containsExactly(new float[] {2.126928f, (2.126928f + 0.126928f) / 2, 0}, within(1e-5f));
        }
    }

    @Test
    void own_ofSamplesWithSeveralLabels_isSharedByThoseWithAPrototype() {
        try (PointerScope scope = new PointerScope()) {
            Targets targets = new Targets(List.of("a", "b", "c"), new int[][] {{0, 1}, {1, 2}, {}, {2}});
            SignalWorkplace workplace = SignalWorkplace.complete(4);
            MultimodalBatch batch = new MultimodalBatch(
                    1,
                    4,
                    new int[] {0, 1, 2, 3},
                    new float[] {0.25f, 0.25f, 0.25f, 0.25f},
                    workplace.examples().presence(),
                    workplace::features);
            BlockParameters received = BlockParameters.stack(List.of(ParameterSet.of(Map.of(
                    "mfcpl.prototypes",
                    values(new long[] {3, 2}, 0.5f, 0, 0, 2, 0, 0),
                    "mfcpl.known",
                    values(new long[] {3}, 1, 1, 0)))));
            MultimodalNetwork network = new MultimodalNetwork(
                    Encoders.of(workplace.backbone(), SmallNetwork.ENCODERS), FusionOptions.DEFAULTS, 3);
            Run run = new Run(network, received, received, batch, Pass.EVALUATION, new LabelLoss(targets, true));

            Prototypes found = Objects.requireNonNull(Prototypes.of(run));

            assertThat(TensorBridge.floats(found.own())).containsExactly(0.5f, 0.5f, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0);
            assertThat(TensorBridge.floats(found.vectors()))
                    .containsExactly(new float[] {1, 0, 0, 1, 0, 0}, within(1e-5f));
        }
    }

    @Test
    void statistics_ofAClient_countItsClasses() {
        List<ClientUpdate> updates = rounds(weights(1, 1, 1), HOLES, 1).lastUpdates();

        int row = 0;
        for (ClientUpdate update : updates) {
            float[] expected = new float[3];
            for (int i = 0; i < update.examples(); i++) {
                expected[HOLES.examples().targets().label(row++)]++;
            }
            assertThat(update.statistics().get("mfcpl.counts").toArray()).containsExactly(expected);
            // A mean of vectors of length 1 is no longer than 1.
            float[] means = update.statistics().get("mfcpl.means").toArray();
            for (int label = 0; label < 3; label++) {
                double squares = 0;
                for (int d = 0; d < 8; d++) {
                    squares += means[label * 8 + d] * means[label * 8 + d];
                }
                assertThat(squares).isLessThanOrEqualTo(1 + 1e-5);
                assertThat(squares > 0).isEqualTo(expected[label] > 0);
            }
        }
    }

    @Test
    void mfcpl_withAllWeightsZero_equalsFedMultimodalBitForBit() {
        ParameterSet plain = fedMultimodal(2);
        ParameterSet found = rounds(weights(0, 0, 0), HOLES, 2).state().shared();
        for (String name : plain.names()) {
            assertThat(found.get(name)).as(name).isEqualTo(plain.get(name));
        }
    }

    private static ParameterSet fedMultimodal(int rounds) {
        return MultimodalRounds.run(
                        FedMultimodal.factory(),
                        new FedMultimodalOptions(NETWORK, 0),
                        TRAINING,
                        HOLES,
                        rounds,
                        1,
                        CLIENTS)
                .state()
                .shared();
    }

    @Test
    void mfcpl_withoutAlignment_trainsItsFirstRoundAsFedMultimodal() {
        // There are no prototypes yet; from round 2 on there are.
        ParameterSet plain = fedMultimodal(1);
        ParameterSet found = rounds(weights(1, 1, 0), HOLES, 1).state().shared();
        for (String name : plain.names()) {
            assertThat(found.get(name)).as(name).isEqualTo(plain.get(name));
        }
        assertThat(rounds(weights(1, 1, 0), HOLES, 2).state().shared().get("fusion.out.weight"))
                .isNotEqualTo(fedMultimodal(2).get("fusion.out.weight"));
    }

    @Test
    void training_withHoles_learnsClassesThatAreEasy() {
        SignalWorkplace workplace = SignalWorkplace.withHoles(24, 24, 24);
        MfcplOptions options = weights(1, 1, 1);
        MultimodalRounds.Result result = rounds(options, workplace, 4);

        assertThat(MultimodalRounds.accuracy(
                        Mfcpl.factory(), options, TRAINING, workplace, result.state(), workplace.samples(0b11)))
                .isGreaterThan(0.8);
        assertThat(result.lastUpdates().get(0).metrics())
                .containsKeys(
                        "losses of the prototypes/distance to the prototype",
                        "losses of the prototypes/contrast of the modalities",
                        "losses of the prototypes/distance between the modalities");
    }
}

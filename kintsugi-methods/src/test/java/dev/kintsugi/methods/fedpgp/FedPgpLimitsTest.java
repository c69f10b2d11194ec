package dev.kintsugi.methods.fedpgp;

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
import dev.kintsugi.core.round.ClientOutcome;
import dev.kintsugi.core.round.ClientTask;
import dev.kintsugi.core.round.ClientUpdate;
import dev.kintsugi.core.round.ServerState;
import dev.kintsugi.methods.prompt.ContextModel;
import dev.kintsugi.methods.prompt.ContextOptions;
import dev.kintsugi.methods.prompt.Federated;
import dev.kintsugi.methods.prompt.Momentum;
import dev.kintsugi.methods.prompt.TinyWorkplace;
import dev.kintsugi.methods.promptfl.PromptFl;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FedPgpLimitsTest {
    private static final LocalTraining TRAINING =
            new LocalTraining(2, 8, new OptimizerOptions.Sgd(0.05, 0.9, 5e-4), ScheduleOptions.Constant.DEFAULTS, 0);
    private static final List<String> CLIENTS = List.of("c0", "c1", "c2");

    private final TinyWorkplace workplace = new TinyWorkplace(9, 5, 20);

    private Method fedPgp(Settings settings) {
        return FedPgp.factory().create(workplace, settings.options(), TRAINING);
    }

    @ParameterizedTest
    @EnumSource(ContextOptions.Sentences.class)
    void bottleneckAndMuZero_equalsPromptFlBitForBit(ContextOptions.Sentences sentences) {
        Settings settings = Settings.DEFAULTS.withBottleneck(0).withMu(0).withSentences(sentences);
        try (Method ours = fedPgp(settings);
                Method plain =
                        PromptFl.factory().create(workplace, settings.options().context(), TRAINING)) {
            Federated found = Federated.inOneBlock(ours, 3, CLIENTS);
            Federated expected = Federated.inOneBlock(plain, 3, CLIENTS);

            assertThat(found).isEqualTo(expected);
            assertThat(ours.scores(found.state().shared(), found.locals(), workplace.samples()))
                    .usingRecursiveComparison()
                    .isEqualTo(plain.scores(expected.state().shared(), expected.locals(), workplace.samples()));
        }
    }

    @Test
    void globalPartFrozen_equalsLowRankTuningOnEveryClientAlone() {
        try (Method method = fedPgp(Settings.DEFAULTS.withTrainGlobal(false))) {
            FloatArray start = method.start(1).shared().get(ContextModel.CONTEXT);
            Federated together = Federated.oneByOne(method, 3, CLIENTS);

            assertThat(together.state().shared().get(ContextModel.CONTEXT)).isEqualTo(start);
            for (int k = 0; k < CLIENTS.size(); k++) {
                Federated alone = Federated.oneByOne(method, 3, CLIENTS.subList(k, k + 1));
                assertThat(together.locals().get(k)).isEqualTo(alone.locals().get(0));
                assertThat(together.locals().get(k)).isNotEqualTo(method.startLocal(CLIENTS.get(k), 1));
            }
        }
    }

    /**
     * The chain rule by hand: PromptFL's step from p = p_G + U V is lr · G, of the gradient by the whole prompt, and
     * with it U moves by lr · G Vᵀ and V by lr · Uᵀ G.
     */
    @Test
    void globalPartFrozen_everyStep_isALowRankStepWorkedOutByHand() {
        OptimizerOptions sgd = new OptimizerOptions.Sgd(0.5, 0, 0);
        LocalTraining oneStep = new LocalTraining(1, 20, sgd, ScheduleOptions.Constant.DEFAULTS, 0);
        FedPgpOptions options =
                Settings.DEFAULTS.withMu(0).withTrainGlobal(false).options();
        try (Method ours = FedPgp.factory().create(workplace, options, oneStep);
                Method plain = PromptFl.factory().create(workplace, options.context(), oneStep);
                PointerScope scope = new PointerScope()) {
            ParameterSet shared = ours.start(1).shared();
            ParameterSet local = ours.startLocal("c2", 1);
            for (int round = 1; round <= 3; round++) {
                Tensor left = TensorBridge.tensor(local.get(FedPgpLearner.LEFT));
                Tensor right = TensorBridge.tensor(local.get(FedPgpLearner.RIGHT));
                Tensor whole =
                        TensorBridge.tensor(shared.get(ContextModel.CONTEXT)).add(left.matmul(right));
                ParameterSet start = ParameterSet.of(ContextModel.CONTEXT, TensorBridge.array(whole));
                ParameterSet stepped = trained(plain, round, start, ParameterSet.empty())
                        .update()
                        .shared();
                Tensor step = whole.sub(TensorBridge.tensor(stepped.get(ContextModel.CONTEXT)));

                local = trained(ours, round, shared, local).local();

                assertMoved(left, local.get(FedPgpLearner.LEFT), step.matmul(right.t()));
                assertMoved(right, local.get(FedPgpLearner.RIGHT), left.t().matmul(step));
            }
        }
    }

    private static ClientOutcome trained(Method method, int round, ParameterSet shared, ParameterSet local) {
        return method.train(List.of(new ClientTask(round, 3, "c2", 1, shared)), List.of(local))
                .get(0);
    }

    private static void assertMoved(Tensor before, FloatArray after, Tensor by) {
        float largest = TensorBridge.floats(by.abs().max())[0];
        assertThat(largest).isGreaterThan(1e-5f); // thousands of times the last bit of values of about 0.02
        assertThat(TensorBridge.floats(before.sub(TensorBridge.tensor(after))))
                .containsExactly(TensorBridge.floats(by), within(1e-3f * largest));
    }

    @Test
    void bottleneckZeroWithContrast_movesThePromptAwayFromPromptFl() {
        try (Method drawn = fedPgp(Settings.DEFAULTS.withBottleneck(0).withMu(5));
                Method free = fedPgp(Settings.DEFAULTS.withBottleneck(0).withMu(0))) {
            assertThat(Federated.inOneBlock(drawn, 1, CLIENTS).state())
                    .isNotEqualTo(Federated.inOneBlock(free, 1, CLIENTS).state());
        }
    }

    @Test
    void everyClient_startsFromTheSameLowRankPartAndKeepsItsOwn() {
        try (Method method = fedPgp(Settings.DEFAULTS)) {
            assertThat(method.startLocal("c0", 1)).isEqualTo(method.startLocal("c2", 1));
            assertThat(method.startLocal("c0", 1)).isNotEqualTo(method.startLocal("c0", 2));
            Federated trained = Federated.inOneBlock(method, 1, CLIENTS);
            assertThat(trained.locals().get(0)).isNotEqualTo(trained.locals().get(2));
            assertThat(trained.locals().get(0).names()).containsExactly("prompt.left", "prompt.right");
            assertThat(trained.updates()).allSatisfy(update -> {
                assertThat(update.shared().names()).containsExactly("prompt.context");
                assertThat(update.statistics().isEmpty()).isTrue();
            });
        }
    }

    @Test
    void knowledge_templateOrPlaceholder_drawsToDifferentPrompts() {
        try (Method template = fedPgp(Settings.DEFAULTS);
                Method placeholder = fedPgp(Settings.DEFAULTS.withKnowledge(FedPgpOptions.Knowledge.PLACEHOLDER))) {
            assertThat(Federated.inOneBlock(placeholder, 1, CLIENTS).state())
                    .isNotEqualTo(Federated.inOneBlock(template, 1, CLIENTS).state());
        }
    }

    @Test
    void contrast_ofKnownCosines_isTheTwoWayCrossEntropyOverTheClasses() {
        try (PointerScope scope = new PointerScope()) {
            // two classes in the plane: cos(G, P) = 0 and 1, cos(G, C) = 1 and 0, temperature 0.5
            Tensor shared = TensorBridge.tensor(new float[] {1, 0, 0, 1}, 1, 2, 2);
            Tensor own = TensorBridge.tensor(new float[] {0, 1, 0, 1}, 1, 2, 2);
            Tensor knowledge = TensorBridge.tensor(new float[] {1, 0, 1, 0}, 1, 2, 2);
            double positiveWins = -Math.log(Math.exp(2) / (Math.exp(2) + Math.exp(0)));
            double negativeWins = -Math.log(Math.exp(0) / (Math.exp(0) + Math.exp(2)));

            float found = TensorBridge.floats(FedPgpLearner.contrast(shared, own, knowledge, 0.5))[0];

            assertThat((double) found).isCloseTo((positiveWins + negativeWins) / 2, within(1e-6));
        }
    }

    @Test
    void momentumCarried_inTheFirstRoundEqualsReset_andGoesOnAfterwards() {
        try (Method carried = fedPgp(Settings.DEFAULTS.withMomentum(Momentum.CARRIED));
                Method reset = fedPgp(Settings.DEFAULTS)) {
            assertThat(Federated.oneByOne(carried, 1, CLIENTS).state())
                    .isEqualTo(Federated.oneByOne(reset, 1, CLIENTS).state());
            Federated twoRounds = Federated.oneByOne(carried, 2, CLIENTS);
            assertThat(twoRounds.state())
                    .isNotEqualTo(Federated.oneByOne(reset, 2, CLIENTS).state());
            assertThat(twoRounds.locals().get(0).names())
                    .containsExactly(
                            "momentum.prompt.context",
                            "momentum.prompt.left",
                            "momentum.prompt.right",
                            "prompt.left",
                            "prompt.right");
        }
    }

    /** Two rounds of one pass each, with full batches, are one round of two passes where the optimiser goes on. */
    @Test
    void momentumCarried_overTwoRoundsWithFullBatches_equalsOneLongerRound() {
        OptimizerOptions sgd = new OptimizerOptions.Sgd(0.05, 0.9, 5e-4);
        TinyWorkplace one = new TinyWorkplace(12);
        Settings settings = Settings.DEFAULTS.withMomentum(Momentum.CARRIED);
        LocalTraining shorter = new LocalTraining(1, 12, sgd, ScheduleOptions.Constant.DEFAULTS, 0);
        LocalTraining longer = new LocalTraining(2, 12, sgd, ScheduleOptions.Constant.DEFAULTS, 0);
        try (Method twice = FedPgp.factory().create(one, settings.options(), shorter);
                Method once = FedPgp.factory().create(one, settings.options(), longer)) {
            FloatArray found =
                    Federated.oneByOne(twice, 2, List.of("c0")).state().shared().get(ContextModel.CONTEXT);
            FloatArray expected =
                    Federated.oneByOne(once, 1, List.of("c0")).state().shared().get(ContextModel.CONTEXT);
            for (int i = 0; i < found.size(); i++) {
                assertThat((double) found.get(i)).isCloseTo(expected.get(i), within(1e-5));
            }
        }
    }

    @Test
    void momentumCarried_withAdam_isAnErrorThatNamesBoth() {
        LocalTraining adam =
                new LocalTraining(1, 8, OptimizerOptions.Adam.DEFAULTS, ScheduleOptions.Constant.DEFAULTS, 0);
        FedPgpOptions options = Settings.DEFAULTS.withMomentum(Momentum.CARRIED).options();
        assertThatThrownBy(() -> FedPgp.factory().create(workplace, options, adam))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("method 'fedpgp' cannot carry momentum")
                .hasMessageContaining("momentum: reset");
    }

    @Test
    void nothingToTrain_isAnErrorThatSaysWhatToSet() {
        assertThatThrownBy(() -> Settings.DEFAULTS
                        .withBottleneck(0)
                        .withTrainGlobal(false)
                        .options())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("nothing is trained");
    }

    @Test
    void server_averagesTheSharedPartByExamples() {
        try (Method method = fedPgp(Settings.DEFAULTS)) {
            ServerState state = method.start(1);
            List<ClientTask> block = List.of(
                    new ClientTask(1, 1, "c0", 1, state.shared()), new ClientTask(1, 1, "c2", 1, state.shared()));
            List<ClientUpdate> updates =
                    method.train(block, List.of(method.startLocal("c0", 1), method.startLocal("c2", 1))).stream()
                            .map(outcome -> outcome.update())
                            .toList();
            FloatArray first = updates.get(0).shared().get(ContextModel.CONTEXT);
            FloatArray second = updates.get(1).shared().get(ContextModel.CONTEXT);
            FloatArray mean = method.aggregate(state, updates).shared().get(ContextModel.CONTEXT);
            for (int i = 0; i < mean.size(); i++) {
                assertThat((double) mean.get(i))
                        .isCloseTo((9.0 * first.get(i) + 20.0 * second.get(i)) / 29, within(1e-7));
            }
        }
    }
}

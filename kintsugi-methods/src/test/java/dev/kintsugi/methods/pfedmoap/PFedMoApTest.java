package dev.kintsugi.methods.pfedmoap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kintsugi.core.method.LocalTraining;
import dev.kintsugi.core.method.Method;
import dev.kintsugi.core.method.OptimizerOptions;
import dev.kintsugi.core.method.ScheduleOptions;
import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.round.ClientOutcome;
import dev.kintsugi.core.round.ClientTask;
import dev.kintsugi.core.round.ServerState;
import dev.kintsugi.core.safetensors.ParameterCodec;
import dev.kintsugi.core.safetensors.WireFormat;
import dev.kintsugi.methods.prompt.ContextModel;
import dev.kintsugi.methods.prompt.ContextOptions;
import dev.kintsugi.methods.prompt.Federated;
import dev.kintsugi.methods.prompt.TinyWorkplace;
import dev.kintsugi.methods.promptfl.PromptFl;
import dev.kintsugi.nn.prompt.ClassPrompts;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PFedMoApTest {
    private static final LocalTraining TRAINING =
            new LocalTraining(2, 8, new OptimizerOptions.Sgd(0.05, 0.9, 5e-4), ScheduleOptions.Constant.DEFAULTS, 0);
    private static final ContextOptions CONTEXT =
            new ContextOptions(4, "", ClassPrompts.Position.END, ContextOptions.Sentences.TRIMMED);
    private static final List<String> CLIENTS = List.of("c0", "c1", "c2");
    private static final String QUERY = "gating.query.weight";

    private final TinyWorkplace workplace = new TinyWorkplace(9, 5, 20);

    private Method pFedMoAp(int experts, double lambda, double rate) {
        PFedMoApOptions options =
                new PFedMoApOptions(experts, PFedMoApOptions.Choice.NEAREST, lambda, 4, 8, 10, rate, CONTEXT);
        return PFedMoAp.factory().create(workplace, options, TRAINING);
    }

    private Method promptFl() {
        return PromptFl.factory().create(workplace, CONTEXT, TRAINING);
    }

    @Test
    void noExperts_trainsAsPromptFlAndIsTestedWithTheOwnPromptBitForBit() {
        try (Method ours = pFedMoAp(0, 0.5, 5);
                Method plain = promptFl()) {
            Federated found = Federated.inOneBlock(ours, 3, CLIENTS);
            Federated expected = Federated.inOneBlock(plain, 3, CLIENTS);

            assertThat(found.state().shared()).isEqualTo(expected.state().shared());
            List<float[]> scores = ours.scores(found.state().shared(), found.locals(), workplace.samples());
            for (int k = 0; k < CLIENTS.size(); k++) {
                ParameterSet own = expected.updates().get(k).shared();
                assertThat(scores.get(k))
                        .containsExactly(plain.scores(own, List.of(ParameterSet.empty()), workplace.samples())
                                .get(0));
            }
        }
    }

    @Test
    void firstParticipation_equalsThatOfPromptFl_andTheSecondDoesNot() {
        try (Method ours = pFedMoAp(9, 0.5, 5);
                Method plain = promptFl()) {
            assertThat(Federated.inOneBlock(ours, 1, CLIENTS).state().shared())
                    .isEqualTo(Federated.inOneBlock(plain, 1, CLIENTS).state().shared());
            assertThat(Federated.inOneBlock(ours, 2, CLIENTS).state().shared())
                    .isNotEqualTo(
                            Federated.inOneBlock(plain, 2, CLIENTS).state().shared());
        }
    }

    @Test
    void newcomerAmongOthersWithExperts_trainsAsIfThereWereNone() {
        try (Method method = pFedMoAp(9, 0.5, 5)) {
            Federated first = Federated.inOneBlock(method, 1, CLIENTS.subList(0, 2));
            ServerState state = first.state();
            List<ParameterSet> locals = new ArrayList<>(first.locals());
            locals.add(method.startLocal("c2", 1));
            List<ClientTask> block = CLIENTS.stream()
                    .map(client -> new ClientTask(2, 3, client, 1, method.forClient(state, client)))
                    .toList();
            assertThat(block.get(2).shared().names()).contains(ExpertPool.EXPERTS);

            ClientOutcome found = method.train(block, locals).get(2);
            ClientOutcome alone = method.train(
                            List.of(new ClientTask(2, 3, "c2", 1, state.shared())), locals.subList(2, 3))
                    .get(0);

            assertClose(
                    found.update().shared().get(ContextModel.CONTEXT),
                    alone.update().shared().get(ContextModel.CONTEXT));
            assertClose(found.local().get(QUERY), alone.local().get(QUERY));
        }
    }

    /** The contract's cases of the first round know no experts; here there are some. */
    @Test
    void blockWithExperts_agreesWithOneByOne() {
        try (Method method = pFedMoAp(9, 0.5, 5)) {
            Federated first = Federated.inOneBlock(method, 1, CLIENTS);
            List<ClientTask> block = secondRound(method, first.state());

            List<ClientOutcome> together = method.train(block, first.locals());

            for (int k = 0; k < block.size(); k++) {
                ClientOutcome alone = method.train(
                                block.subList(k, k + 1), first.locals().subList(k, k + 1))
                        .get(0);
                assertClose(together.get(k).update().shared(), alone.update().shared());
                assertClose(together.get(k).local(), alone.local());
            }
        }
    }

    @Test
    void wireFormOfTasksWithExperts_changesNoBit_andNoExpertGoesUp() {
        try (Method method = pFedMoAp(9, 0.5, 5)) {
            Federated first = Federated.inOneBlock(method, 1, CLIENTS);
            List<ClientTask> block = secondRound(method, first.state());
            List<ClientTask> received = block.stream()
                    .map(task -> WireFormat.decodeTask(WireFormat.encode(task)))
                    .toList();

            assertThat(received).isEqualTo(block);
            List<ClientOutcome> outcomes = method.train(received, first.locals());
            assertThat(outcomes).isEqualTo(method.train(block, first.locals()));
            for (ClientOutcome outcome : outcomes) {
                byte[] bytes = WireFormat.encode(outcome.update());
                assertThat(WireFormat.decodeUpdate(bytes)).isEqualTo(outcome.update());
                assertThat(ParameterCodec.decode("update", bytes).values().names())
                        .allMatch(name -> name.endsWith(ContextModel.CONTEXT));
            }
        }
    }

    /** Returns the tasks of round 2; two of three clients are experts to each. */
    private static List<ClientTask> secondRound(Method method, ServerState state) {
        List<ClientTask> block = CLIENTS.stream()
                .map(client -> new ClientTask(2, 3, client, 1, method.forClient(state, client)))
                .toList();
        assertThat(block)
                .allSatisfy(
                        task -> assertThat(task.shared().get(ExpertPool.EXPERTS).shape()[0])
                                .isEqualTo(2));
        return block;
    }

    private static void assertClose(ParameterSet found, ParameterSet expected) {
        assertThat(found.names()).isEqualTo(expected.names());
        expected.names().forEach(name -> assertClose(found.get(name), expected.get(name)));
    }

    private static void assertClose(FloatArray found, FloatArray expected) {
        for (int i = 0; i < expected.size(); i++) {
            assertThat(found.get(i)).isCloseTo(expected.get(i), within(1e-5f));
        }
    }

    @Test
    void gating_learnsOnlyWithExperts_fasterAtAHigherRate_andNeverTravels() {
        try (Method slow = pFedMoAp(9, 0.5, 1);
                Method fast = pFedMoAp(9, 0.5, 5)) {
            FloatArray start = slow.startLocal("c2", 1).get(QUERY);
            double none = distance(
                    start, Federated.inOneBlock(slow, 1, CLIENTS).locals().get(2));
            Federated two = Federated.inOneBlock(slow, 2, CLIENTS);

            double atOnce = distance(start, two.locals().get(2));
            double atFive = distance(
                    start, Federated.inOneBlock(fast, 2, CLIENTS).locals().get(2));
            assertThat(none).isLessThan(1e-3); // weight decay alone: 6 steps of 0.05 · 5e-4 with momentum
            assertThat(atOnce).isGreaterThan(2 * none);
            assertThat(atFive).isGreaterThan(2 * atOnce);
            assertThat(two.updates())
                    .allSatisfy(update -> assertThat(update.shared().names()).containsExactly(ContextModel.CONTEXT));
        }
    }

    private static double distance(FloatArray start, ParameterSet local) {
        double sum = 0;
        for (int i = 0; i < start.size(); i++) {
            double difference = (double) start.get(i) - local.get(QUERY).get(i);
            sum += difference * difference;
        }
        return Math.sqrt(sum);
    }

    @Test
    void largeLambda_scoresAsTheOwnPromptAlone() {
        double lambda = 1e6;
        try (Method ours = pFedMoAp(9, lambda, 5);
                Method plain = promptFl()) {
            Federated found = Federated.inOneBlock(ours, 2, CLIENTS);
            float[] scores = ours.scores(found.state().shared(), found.locals(), workplace.samples())
                    .get(0);
            ParameterSet own = found.updates().get(0).shared();
            float[] expected = plain.scores(own, List.of(ParameterSet.empty()), workplace.samples())
                    .get(0);
            for (int i = 0; i < expected.length; i++) {
                assertThat(scores[i] / lambda).isCloseTo(expected[i], within(1e-3));
            }
        }
    }

    @Test
    void clientThatNeverTookPart_isTestedWithTheMeanPrompt() {
        try (Method ours = pFedMoAp(9, 0.5, 5);
                Method plain = promptFl()) {
            ParameterSet shared = Federated.inOneBlock(ours, 2, CLIENTS).state().shared();
            List<ParameterSet> nobody = List.of(ParameterSet.empty());
            float[] expected = plain.scores(shared, nobody, workplace.samples()).get(0);

            assertThat(ours.scores(shared, List.of(ours.startLocal("c9", 1)), workplace.samples())
                            .get(0))
                    .containsExactly(expected);
            assertThat(ours.scores(shared, nobody, workplace.samples()).get(0)).containsExactly(expected);
        }
    }
}

package dev.kintsugi.methods.fedpgp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kintsugi.core.method.LocalTraining;
import dev.kintsugi.core.method.Method;
import dev.kintsugi.core.method.OptimizerOptions;
import dev.kintsugi.core.method.ScheduleOptions;
import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.parameter.ParameterSpec;
import dev.kintsugi.core.round.ClientOutcome;
import dev.kintsugi.core.round.ClientTask;
import dev.kintsugi.core.round.ClientUpdate;
import dev.kintsugi.core.round.ServerState;
import dev.kintsugi.core.safetensors.ParameterCodec;
import dev.kintsugi.methods.prompt.ContextModel;
import dev.kintsugi.methods.prompt.ContextOptions;
import dev.kintsugi.methods.prompt.Momentum;
import dev.kintsugi.methods.prompt.TinyWorkplace;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Losses and prompts against PyTorch ({@code tools/parity/make_fedpgp_fixture.py}), whichever way sentences are run.
 */
class FedPgpParityTest {
    // the settings of the script
    private static final OptimizerOptions SGD = new OptimizerOptions.Sgd(0.01, 0.9, 5e-4);
    private static final int STEPS = 50;
    private static final int BATCH = 8;
    private static final int EVERY = 5;
    private static final int ROUNDS = 6;
    private static final int EPOCHS = 2;
    private static final int[] SIZES = {5, 8, 11};

    private static final double TOLERANCE = 1e-4;
    private static final List<String> LOCAL = List.of(FedPgpLearner.LEFT, FedPgpLearner.RIGHT);

    private static ParameterSet fixture = ParameterSet.empty();

    @BeforeAll
    static void read() throws IOException {
        try (InputStream stream =
                Objects.requireNonNull(FedPgpParityTest.class.getResourceAsStream("/parity/fedpgp.safetensors"))) {
            fixture = ParameterCodec.decode("fedpgp.safetensors", stream.readAllBytes())
                    .values();
        }
    }

    private static int[] integers(String name) {
        float[] values = fixture.get(name).toArray();
        return IntStream.range(0, values.length).map(i -> (int) values[i]).toArray();
    }

    private static TinyWorkplace workplace(Map<String, int[]> rows) {
        return new TinyWorkplace(fixture.get("images").toArray(), integers("labels"), rows);
    }

    private static ParameterSet start(List<String> names) {
        Map<String, FloatArray> values = new TreeMap<>();
        names.forEach(name -> values.put(name, fixture.get("start." + name)));
        return ParameterSet.of(values);
    }

    private static void assertClose(FloatArray found, String expected) {
        FloatArray values = fixture.get(expected);
        assertThat(found.shape()).isEqualTo(values.shape());
        for (int i = 0; i < values.size(); i++) {
            assertThat((double) found.get(i))
                    .as("%s, value %d", expected, i)
                    .isCloseTo(values.get(i), within(TOLERANCE));
        }
    }

    /**
     * One client makes 50 steps on given batches. Each step is a round of a client of its own that takes over the local
     * state of the one before, so that one momentum goes through all of them, as in the released code.
     */
    @ParameterizedTest
    @EnumSource(ContextOptions.Sentences.class)
    void fiftySteps_onGivenBatches_followPyTorch(ContextOptions.Sentences sentences) {
        int[] batches = integers("batches");
        Map<String, int[]> rows = new TreeMap<>();
        for (int step = 0; step < STEPS; step++) {
            rows.put("step" + step, Arrays.copyOfRange(batches, step * BATCH, (step + 1) * BATCH));
        }
        FedPgpOptions options = Settings.DEFAULTS
                .withMomentum(Momentum.CARRIED)
                .withSentences(sentences)
                .options();
        LocalTraining training = new LocalTraining(1, BATCH, SGD, ScheduleOptions.Constant.DEFAULTS, 0);
        try (Method method = FedPgp.factory().create(workplace(rows), options, training)) {
            ParameterSet shared = start(List.of(ContextModel.CONTEXT));
            Map<String, FloatArray> fresh =
                    new TreeMap<>(method.startLocal("", 1).asMap()); // momentum is zero
            fresh.putAll(start(LOCAL).asMap());
            ParameterSet local = ParameterSet.of(fresh);
            for (int step = 0; step < STEPS; step++) {
                ClientTask task = new ClientTask(step + 1, STEPS, "step" + step, 1, shared);
                ClientOutcome outcome =
                        method.train(List.of(task), List.of(local)).get(0);
                shared = outcome.update().shared();
                local = outcome.local();
                assertThat(outcome.update().metrics().get("loss"))
                        .as("loss of step %d", step + 1)
                        .isCloseTo(fixture.get("one.losses").get(step), within(TOLERANCE));
                if ((step + 1) % EVERY == 0) {
                    String prefix = "one.step" + (step + 1) + ".";
                    assertClose(shared.get(ContextModel.CONTEXT), prefix + ContextModel.CONTEXT);
                    for (String name : LOCAL) {
                        assertClose(local.get(name), prefix + name);
                    }
                }
            }
        }
    }

    private static Map<String, int[]> threeClients() {
        Map<String, int[]> rows = new TreeMap<>();
        int first = 0;
        for (int k = 0; k < SIZES.length; k++) {
            rows.put("client" + k, IntStream.range(first, first + SIZES[k]).toArray());
            first += SIZES[k];
        }
        return rows;
    }

    /**
     * Three clients of different size in one block, with the released placeholder and momentum reset in every round.
     */
    @ParameterizedTest
    @EnumSource(ContextOptions.Sentences.class)
    void federation_ofThreeClients_followsPyTorch(ContextOptions.Sentences sentences) {
        Map<String, int[]> rows = threeClients();
        FedPgpOptions options = Settings.DEFAULTS
                .withKnowledge(FedPgpOptions.Knowledge.PLACEHOLDER)
                .withSentences(sentences)
                .options();
        LocalTraining training = new LocalTraining(EPOCHS, 64, SGD, ScheduleOptions.Constant.DEFAULTS, 0);
        try (Method method = FedPgp.factory().create(workplace(rows), options, training)) {
            ServerState state = ServerState.of(start(List.of(ContextModel.CONTEXT)));
            List<ParameterSet> locals = new ArrayList<>(
                    rows.keySet().stream().map(client -> start(LOCAL)).toList());
            for (int round = 1; round <= ROUNDS; round++) {
                List<ClientTask> block = new ArrayList<>();
                for (String client : rows.keySet()) {
                    block.add(new ClientTask(round, ROUNDS, client, 1, state.shared()));
                }
                List<ClientUpdate> updates = new ArrayList<>();
                List<ClientOutcome> outcomes = method.train(block, locals);
                for (int k = 0; k < SIZES.length; k++) {
                    locals.set(k, outcomes.get(k).local());
                    updates.add(outcomes.get(k).update());
                }
                state = method.aggregate(state, updates);
                assertRound("federation", round, updates, state);
            }
            assertOwn("federation", locals);
        }
    }

    /**
     * The same three clients one after the other, with one momentum that the runner {@code sequential-momentum} hands
     * from client to client and from round to round.
     */
    @Test
    void momentumShared_ofThreeClients_followsPyTorchWithOneOptimiser() {
        Map<String, int[]> rows = threeClients();
        FedPgpOptions options = Settings.DEFAULTS
                .withKnowledge(FedPgpOptions.Knowledge.PLACEHOLDER)
                .withMomentum(Momentum.SHARED)
                .options();
        LocalTraining training = new LocalTraining(EPOCHS, 64, SGD, ScheduleOptions.Constant.DEFAULTS, 0);
        try (Method method = FedPgp.factory().create(workplace(rows), options, training)) {
            Map<String, FloatArray> shared =
                    new TreeMap<>(method.start(1).shared().asMap()); // momentum is zero
            shared.putAll(start(List.of(ContextModel.CONTEXT)).asMap());
            ServerState state = ServerState.of(ParameterSet.of(shared));
            List<ParameterSet> locals = new ArrayList<>(
                    rows.keySet().stream().map(client -> start(LOCAL)).toList());
            for (int round = 1; round <= ROUNDS; round++) {
                List<ClientUpdate> updates = new ArrayList<>();
                ParameterSet last = state.shared();
                int k = 0;
                for (String client : rows.keySet()) {
                    ClientTask task = new ClientTask(round, ROUNDS, client, 1, withMomentum(state.shared(), last));
                    ClientOutcome outcome =
                            method.train(List.of(task), List.of(locals.get(k))).get(0);
                    locals.set(k++, outcome.local());
                    updates.add(outcome.update());
                    last = outcome.update().shared();
                }
                ParameterSet end = last;
                updates.replaceAll(update -> update.withShared(withMomentum(update.shared(), end)));
                state = method.aggregate(state, updates);
                assertRound("one-momentum", round, updates, state);
            }
            assertOwn("one-momentum", locals);
        }
    }

    private static ParameterSet withMomentum(ParameterSet values, ParameterSet last) {
        Map<String, FloatArray> all = new TreeMap<>(last.asMap());
        all.keySet().removeIf(name -> !name.startsWith(ParameterSpec.MOMENTUM));
        Map<String, FloatArray> handed = new TreeMap<>(values.asMap());
        handed.putAll(all);
        return ParameterSet.of(handed);
    }

    private static void assertRound(String run, int round, List<ClientUpdate> updates, ServerState state) {
        for (int k = 0; k < SIZES.length; k++) {
            assertThat(updates.get(k).metrics().get("loss"))
                    .isCloseTo(fixture.get(run + ".round" + round + ".losses").get(k), within(TOLERANCE));
        }
        assertClose(state.shared().get(ContextModel.CONTEXT), run + ".round" + round + "." + ContextModel.CONTEXT);
    }

    private static void assertOwn(String run, List<ParameterSet> locals) {
        for (int k = 0; k < SIZES.length; k++) {
            for (String name : LOCAL) {
                assertClose(locals.get(k).get(name), run + ".client" + k + "." + name);
            }
        }
    }
}

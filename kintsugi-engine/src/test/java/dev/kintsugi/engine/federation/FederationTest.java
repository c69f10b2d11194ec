package dev.kintsugi.engine.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kintsugi.core.data.Samples;
import dev.kintsugi.core.error.ClientFailedException;
import dev.kintsugi.core.method.Method;
import dev.kintsugi.core.method.MethodCard;
import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.parameter.ParameterSpec;
import dev.kintsugi.core.round.ClientOutcome;
import dev.kintsugi.core.round.ClientTask;
import dev.kintsugi.core.round.ClientUpdate;
import dev.kintsugi.core.round.ServerState;
import dev.kintsugi.testkit.ToyMethod;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FederationTest {
    private static final RoundObserver SILENT = new RoundObserver() {};

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"in-process, 1", "in-process, 3", "wire, 2", "debug, 1"})
    void rounds_onEveryRunnerAndThreadCount_haveTheSameBits(String runner, int threads) throws Exception {
        ToyRun.run(folder.resolve("reference"), "in-process", 2, SILENT, new StopSignal());

        ToyRun.run(folder.resolve("other"), runner, threads, SILENT, new StopSignal());

        assertThat(Files.readString(folder.resolve("other/rounds.jsonl")))
                .isEqualTo(Files.readString(folder.resolve("reference/rounds.jsonl")));
    }

    @Test
    void point_afterSixRoundsOfAllClients_matchesTheClosedForm() {
        Method method = new ToyMethod(0.25);
        Federation.Outcome outcome =
                ToyRun.run(method, folder, "in-process", 2, SILENT, new StopSignal(), new SelectionOptions.All());

        // A client moves by 0.25 (t − x). Its target t lies in [−1, 1]², so ‖t‖ ≤ √2. The transform of ToyRun clips
        // moves
        // at a norm of 0.5 and leaves them alone while 0.25 (√2 + ‖x‖) ≤ 0.5, that is ‖x‖ ≤ 2 − √2, asserted below. The
        // clients weigh the same, so the mean move of a round is 0.25 (t̄ − x), t̄ being the mean target. With a server
        // momentum of 0.5: v ← 0.5 v + 0.25 (t̄ − x), then x ← x + v, from v = x = 0.
        double[] mean = new double[2];
        for (int client = 0; client < ToyRun.CLIENTS; client++) {
            float[] target = ToyMethod.target("c" + client);
            mean[0] += target[0] / (double) ToyRun.CLIENTS;
            mean[1] += target[1] / (double) ToyRun.CLIENTS;
        }
        double[] point = new double[2];
        double[] velocity = new double[2];
        for (int round = 0; round < ToyRun.ROUNDS; round++) {
            assertThat(Math.hypot(point[0], point[1])).as("nothing is clipped").isLessThan(2 - Math.sqrt(2));
            for (int i = 0; i < 2; i++) {
                velocity[i] = 0.5 * velocity[i] + 0.25 * (mean[i] - point[i]);
                point[i] += velocity[i];
            }
        }
        FloatArray found = outcome.snapshot().server().shared().get(ToyMethod.POINT);
        assertThat((double) found.get(0)).isCloseTo(point[0], within(1e-6));
        assertThat((double) found.get(1)).isCloseTo(point[1], within(1e-6));
    }

    /** The toy, with one client whose update is not a number. */
    private record Poisoned(ToyMethod toy, String client) implements Method {
        @Override
        public MethodCard card() {
            return toy.card();
        }

        @Override
        public List<ParameterSpec> parameters() {
            return toy.parameters();
        }

        @Override
        public ServerState start(long seed) {
            return toy.start(seed);
        }

        @Override
        public ParameterSet startLocal(String id, long seed) {
            return toy.startLocal(id, seed);
        }

        @Override
        public List<ClientOutcome> train(List<ClientTask> block, List<ParameterSet> locals) {
            List<ClientOutcome> outcomes = new ArrayList<>();
            for (ClientOutcome outcome : toy.train(block, locals)) {
                ParameterSet poison =
                        ParameterSet.of(ToyMethod.POINT, FloatArray.copyOf(new long[] {2}, new float[] {0, Float.NaN}));
                outcomes.add(
                        outcome.update().client().equals(client)
                                ? new ClientOutcome(outcome.update().withShared(poison), outcome.local())
                                : outcome);
            }
            return outcomes;
        }

        @Override
        public ServerState aggregate(ServerState state, List<ClientUpdate> updates) {
            return toy.aggregate(state, updates);
        }

        @Override
        public List<float[]> scores(ParameterSet shared, List<ParameterSet> locals, Samples samples) {
            return toy.scores(shared, locals, samples);
        }

        @Override
        public void close() {}
    }

    @ParameterizedTest
    @CsvSource({"in-process", "debug", "wire"})
    void update_withNaN_endsTheRunAndNamesRoundClientStageAndPlace(String runner) {
        Method poisoned = new Poisoned(new ToyMethod(0.25), "c5");

        assertThatThrownBy(() ->
                        ToyRun.run(poisoned, folder, runner, 2, SILENT, new StopSignal(), new SelectionOptions.All()))
                .isInstanceOf(ClientFailedException.class)
                .hasMessageStartingWith(
                        "round 1, client 'c5', while checking the update: parameter 'point' has NaN at flat index 1");
    }

    @Test
    void selection_ofAFixedSize_isSortedAndKeyedByTheRound() {
        List<String> clients = List.of("a", "b", "c", "d", "e", "f");
        var selector = Selectors.of(new SelectionOptions.Fixed(3));

        List<String> first = selector.select(1, 1, clients);

        assertThat(first).hasSize(3).isSorted().doesNotHaveDuplicates();
        assertThat(selector.select(1, 1, clients)).isEqualTo(first);
        assertThat(IntStream.range(1, 20).mapToObj(round -> selector.select(1, round, clients)))
                .anyMatch(cohort -> !cohort.equals(first));
    }

    @Test
    void selection_byTrace_takesOnlyThoseWhoAreThere() throws Exception {
        Path trace = Files.writeString(folder.resolve("trace.csv"), "client,from,to\na,1,2\nb,2,3\n");
        var selector = Selectors.of(new SelectionOptions.Trace(trace.toString(), 1));

        assertThat(selector.select(1, 1, List.of("a", "b", "c"))).containsExactly("a");
        assertThat(selector.select(1, 2, List.of("a", "b", "c"))).containsExactly("a", "b");
        assertThat(selector.select(1, 4, List.of("a", "b", "c"))).isEmpty();
    }
}

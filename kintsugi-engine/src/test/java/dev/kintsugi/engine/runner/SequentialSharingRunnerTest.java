package dev.kintsugi.engine.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.core.federation.RoundRunner;
import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.round.ClientTask;
import dev.kintsugi.core.round.ClientUpdate;
import dev.kintsugi.core.round.ServerState;
import dev.kintsugi.testkit.ToyMethod;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SequentialSharingRunnerTest {
    /** Each client begins where the one before it ended, which is what one client after another in one hand gives. */
    @Test
    void run_ofSeveralClients_trainsThemInARowAndGivesAllTheSameWeights() {
        ToyMethod method = new ToyMethod(0.5);
        ServerState start = method.start(3);
        List<ClientTask> tasks = new ArrayList<>();
        FloatArray expected = start.shared().get(ToyMethod.POINT);
        for (String client : List.of("a", "b", "c")) {
            tasks.add(new ClientTask(1, 1, client, 3, start.shared()));
            ClientTask next = new ClientTask(1, 1, client, 3, ParameterSet.of(ToyMethod.POINT, expected));
            expected = method.train(List.of(next), List.of(method.startLocal(client, 3)))
                    .get(0)
                    .update()
                    .shared()
                    .get(ToyMethod.POINT);
        }
        MemoryLocalStates locals = new MemoryLocalStates(client -> method.startLocal(client, 3));

        RoundRunner.Result result;
        try (RoundRunner runner = SequentialSharingRunner.ofWeights(new ClientHalf(method, locals, List.of()))) {
            result = runner.run(tasks);
        }

        assertThat(result.updates()).extracting(ClientUpdate::client).containsExactly("a", "b", "c");
        for (ClientUpdate update : result.updates()) {
            assertThat(update.shared().get(ToyMethod.POINT)).isEqualTo(expected);
        }
        assertThat(method.aggregate(start, result.updates()).shared().get(ToyMethod.POINT))
                .isEqualTo(expected); // the mean of equal values
    }
}

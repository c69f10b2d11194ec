package dev.kintsugi.engine.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.core.error.ClientFailedException;
import dev.kintsugi.core.federation.UpdateTransform;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.round.ClientTask;
import dev.kintsugi.core.round.ClientUpdate;
import dev.kintsugi.testkit.ToyMethod;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClientHalfTest {
    private final ToyMethod method = new ToyMethod(0.25);
    private final ParameterSet start = method.start(1).shared();
    private final List<ClientTask> block =
            List.of(new ClientTask(3, 5, "c0", 1, start), new ClientTask(3, 5, "c1", 1, start));

    private ClientHalf half(MemoryLocalStates locals, UpdateTransform... transforms) {
        return new ClientHalf(method, locals, List.of(transforms));
    }

    @Test
    void train_withAnyExceptionBeforeTheUpdates_failsTheWholeBlock() {
        ClientHalf half = half(new MemoryLocalStates(client -> {
            throw new ArithmeticException("first line\nsecond line");
        }));

        ClientHalf.BlockResult result = half.train(block);

        assertThat(result.updates()).isEmpty();
        assertThat(result.failures())
                .singleElement()
                .satisfies(failure -> assertThat(failure)
                        .hasMessage(
                                "round 3, client 'c0, c1', while training: java.lang.ArithmeticException: first line")
                        .hasCauseInstanceOf(ArithmeticException.class));
    }

    @Test
    void train_withAnExceptionInATransform_failsOnlyThatClientAndKeepsItsLocalState() {
        MemoryLocalStates locals = new MemoryLocalStates(client -> method.startLocal(client, 1));
        ClientHalf half = half(locals, (task, update) -> {
            if (task.client().equals("c1")) {
                throw new ArithmeticException("no room");
            }
            return update;
        });

        ClientHalf.BlockResult result = half.train(block);

        assertThat(result.updates()).extracting(ClientUpdate::client).containsExactly("c0");
        assertThat(result.failures())
                .singleElement()
                .satisfies(failure -> assertThat(failure)
                        .hasMessage("round 3, client 'c1', while handing over the update:"
                                + " java.lang.ArithmeticException: no room"));
        assertThat(locals.snapshot()).containsOnlyKeys("c0");
    }

    @Test
    void runners_withAnExceptionInTraining_giveTheFailureOfTheClientHalf() {
        ClientHalf half = half(new MemoryLocalStates(client -> {
            throw new ArithmeticException("broken");
        }));

        try (InProcessRunner runner = new InProcessRunner(half, 2, 1, 1, client -> 1)) {
            assertThat(runner.run(block).failures())
                    .extracting(ClientFailedException::client)
                    .containsExactly("c0", "c1");
        }
        try (DebugRunner runner = new DebugRunner(half)) {
            assertThatThrownBy(() -> runner.run(block))
                    .isInstanceOf(ClientFailedException.class)
                    .hasMessage("round 3, client 'c0', while training: java.lang.ArithmeticException: broken");
        }
    }
}

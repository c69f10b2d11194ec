package dev.kintsugi.methods.multimodal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.round.ClientTask;
import dev.kintsugi.core.round.ClientUpdate;
import dev.kintsugi.core.round.ServerState;
import dev.kintsugi.methods.block.LabelLoss;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServerAlgorithmsTest {
    private static final float EPSILON = 1e-6f;

    private static ParameterSet one(String name, float value) {
        return ParameterSet.of(name, FloatArray.owning(new long[] {1}, new float[] {value}));
    }

    private static ServerState merged(Mechanism mechanism, ServerState before, float mean, ClientUpdate... updates) {
        return mechanism.merge(before, List.of(updates), new ServerState(one("w", mean), before.memory()));
    }

    @Test
    void fedopt_overTwoRounds_hasMomentum() {
        ServerSgd server = new ServerSgd(0.1, 0.5, 0.2);
        ServerState start = new ServerState(one("w", 1), server.memory(one("w", 1), 1));

        // Round 1: gradient (1 - 0.8) / 0.2 = 1, velocity 1, w = 1 - 0.1 = 0.9.
        ServerState first = merged(server, start, 0.8f);
        assertThat(first.shared().get("w").get(0)).isCloseTo(0.9f, within(EPSILON));
        // Round 2: gradient (0.9 - 0.9) / 0.2 = 0, velocity 0.5, w = 0.9 - 0.05 = 0.85.
        ServerState second = merged(server, first, 0.9f);
        assertThat(second.shared().get("w").get(0)).isCloseTo(0.85f, within(EPSILON));
    }

    @Test
    void fedopt_withoutMomentumAtTheClientsRate_isPlainAveraging() {
        ServerSgd server = new ServerSgd(0.2, 0, 0.2);
        ServerState start = new ServerState(one("w", 1), server.memory(one("w", 1), 1));

        assertThat(merged(server, start, 0.8f).shared().get("w").get(0)).isCloseTo(0.8f, within(EPSILON));
    }

    @Test
    void scaffold_afterARound_movesTheServersControlByTheShareOfClients() {
        Scaffold scaffold = new Scaffold(4, 0);
        ServerState start = new ServerState(one("w", 1), scaffold.memory(one("w", 1), 1));
        ClientUpdate update =
                new ClientUpdate(1, "c0", 1, one("w", 0.4f), ParameterSet.of("scaffold.scale", scale(0.2f)), Map.of());

        ServerState after = merged(scaffold, start, 0.4f, update);

        // c_k+ - c_k = (1 - 0.4) / 0.2 - 0 = 3; one of four clients: c = 3 / 4.
        assertThat(after.memory().get("scaffold.server.w").get(0)).isCloseTo(0.75f, within(EPSILON));
        assertThat(scaffold.sent(after).get("scaffold.server.w").get(0)).isCloseTo(0.75f, within(EPSILON));
    }

    private static FloatArray scale(float value) {
        return FloatArray.owning(new long[] {1}, new float[] {value});
    }

    @Test
    void finish_ofScaffold_isTheControlOfOptionTwo() {
        Scaffold scaffold = new Scaffold(4, 0);
        ParameterSet received = one("w", 1).plus(one("scaffold.client.w", 0.5f)).plus(one("scaffold.server.w", 0.75f));
        Mechanism.Finish finish = scaffold.finish(
                new ClientTask(1, 1, "c0", 1, ParameterSet.empty()), received, one("w", 0.4f), 4, 0.05, SAMPLES);

        // 0.5 - 0.75 + (1 - 0.4) / (4 * 0.05) = 2.75
        assertThat(finish.local().get("scaffold.client.w").get(0)).isCloseTo(2.75f, within(EPSILON));
        assertThat(finish.statistics().asMap()).containsOnlyKeys("scaffold.scale");
    }

    @Test
    void finish_ofScaffoldWithMomentum_dividesByHowFarMomentumCarries() {
        ParameterSet received = one("w", 1).plus(one("scaffold.client.w", 0)).plus(one("scaffold.server.w", 0));
        Mechanism.Finish finish = new Scaffold(4, 0.5)
                .finish(
                        new ClientTask(1, 1, "c0", 1, ParameterSet.empty()),
                        received,
                        one("w", 0.45f),
                        3,
                        0.1,
                        SAMPLES);

        // A gradient of g moves by 0.1 g (1 + 1.5 + 1.75) = 0.425 g: 0.55 / 0.425.
        assertThat(finish.local().get("scaffold.client.w").get(0)).isCloseTo(0.55f / 0.425f, within(EPSILON));
    }

    private static final ClientSamples SAMPLES = samples();

    private static ClientSamples samples() {
        SignalWorkplace workplace = SignalWorkplace.complete(1);
        MultimodalNetwork network = new MultimodalNetwork(
                Encoders.of(workplace.backbone(), SmallNetwork.ENCODERS), FusionOptions.DEFAULTS, 3);
        return new ClientSamples(
                workplace,
                network,
                List.of(),
                new LabelLoss(workplace.examples().targets(), false),
                new int[] {0});
    }
}

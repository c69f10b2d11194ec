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
        // Round 2: gradient (0.9 - 0.88) / 0.2 = 0.1, velocity 0.5 + 0.1, w = 0.9 - 0.06 = 0.84.
        ServerState second = merged(server, first, 0.88f);
        assertThat(second.shared().get("w").get(0)).isCloseTo(0.84f, within(EPSILON));
    }

    @Test
    void fedopt_whereNobodyChangedAParameter_keepsItAndItsVelocity() {
        ServerSgd server = new ServerSgd(0.1, 0.5, 0.2);
        ServerState first = merged(server, new ServerState(one("w", 1), server.memory(one("w", 1), 1)), 0.8f);

        ServerState second = merged(server, first, first.shared().get("w").get(0));

        assertThat(second.shared()).isEqualTo(first.shared());
        assertThat(second.memory()).isEqualTo(first.memory());
    }

    @Test
    void fedopt_withoutMomentumAtTheClientsRate_isPlainAveraging() {
        ServerSgd server = new ServerSgd(0.2, 0, 0.2);
        ServerState start = new ServerState(one("w", 1), server.memory(one("w", 1), 1));

        assertThat(merged(server, start, 0.8f).shared().get("w").get(0)).isCloseTo(0.8f, within(EPSILON));
    }

    @Test
    void scaffold_overTwoRounds_keepsTheMeanOfTheControlsOfThoseThatTrained() {
        Scaffold scaffold = new Scaffold(0);
        ServerState start = new ServerState(one("w", 1), scaffold.memory(one("w", 1), 1));

        // c_0+ = (1 - 0.4) / 0.2 = 3 and c_1+ = (1 - 0.8) / 0.2 = 1; c_2 holds no such modality: c = (3 + 1) / 2.
        ServerState first = merged(
                scaffold,
                start,
                0.6f,
                update("c0", 0.4f, Scaffold.TRAINED_FIRST),
                update("c1", 0.8f, Scaffold.TRAINED_FIRST),
                update("c2", 0.9f, Scaffold.NOT_TRAINED));
        assertThat(first.memory().get("scaffold.server.w").get(0)).isCloseTo(2, within(EPSILON));
        assertThat(scaffold.sent(first).get("scaffold.server.w").get(0)).isCloseTo(2, within(EPSILON));

        // c_0 moves by (0.6 - 0.4) / 0.2 - 2 = -1 to 2, a third client begins with (0.6 - 0.2) / 0.2 - 2 = 0:
        // (2 + 1 + 0) / 3 = 1.
        ServerState second = merged(
                scaffold,
                new ServerState(one("w", 0.6f), first.memory()),
                0.3f,
                update("c0", 0.4f, Scaffold.TRAINED_AGAIN),
                update("c3", 0.2f, Scaffold.TRAINED_FIRST));
        assertThat(second.memory().get("scaffold.server.w").get(0)).isCloseTo(1, within(EPSILON));
    }

    private static ClientUpdate update(String client, float learned, float news) {
        Map<String, FloatArray> told = Map.of(Scaffold.SCALE, scalar(0.2f), Scaffold.NEWS, scalar(news));
        return new ClientUpdate(1, client, 1, one("w", learned), ParameterSet.of(told), Map.of());
    }

    private static FloatArray scalar(float value) {
        return FloatArray.owning(new long[] {1}, new float[] {value});
    }

    private static ParameterSet received(float own, float server, float heard) {
        return one("w", 1)
                .plus(one("scaffold.client.w", own))
                .plus(one("scaffold.server.w", server))
                .plus(one("scaffold.heard", heard));
    }

    private static Mechanism.Finish finish(Scaffold scaffold, ParameterSet received, float learned, int steps) {
        ClientTask task = new ClientTask(1, 1, "c0", 1, ParameterSet.empty());
        return scaffold.finish(task, received, one("w", learned), steps, steps == 4 ? 0.05 : 0.1, SAMPLES);
    }

    @Test
    void finish_ofScaffold_isTheControlOfOptionTwo() {
        Mechanism.Finish finish = finish(new Scaffold(0), received(0.5f, 0.75f, 1), 0.4f, 4);

        // 0.5 - 0.75 + (1 - 0.4) / (4 * 0.05) = 2.75
        assertThat(finish.local().get("scaffold.client.w").get(0)).isCloseTo(2.75f, within(EPSILON));
        assertThat(finish.statistics().asMap()).containsOnlyKeys(Scaffold.SCALE, Scaffold.NEWS);
        assertThat(finish.statistics().get(Scaffold.NEWS).get(0)).isEqualTo(Scaffold.TRAINED_AGAIN);
    }

    @Test
    void finish_ofScaffoldInAClientsFirstRound_saysSoAndRemembers() {
        Mechanism.Finish finish = finish(new Scaffold(0), received(0, 0, 0), 0.4f, 4);

        assertThat(finish.statistics().get(Scaffold.NEWS).get(0)).isEqualTo(Scaffold.TRAINED_FIRST);
        assertThat(finish.local().get("scaffold.heard").get(0)).isEqualTo(1);
    }

    @Test
    void finish_ofScaffoldWithMomentum_dividesByHowFarMomentumCarries() {
        Mechanism.Finish finish = finish(new Scaffold(0.5), received(0, 0, 0), 0.45f, 3);

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
                new HolderMean(network.modalities(), List.of()),
                new int[] {0});
    }
}

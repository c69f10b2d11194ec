package dev.kintsugi.methods.fedcmi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.core.method.LocalTraining;
import dev.kintsugi.core.method.Method;
import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.core.method.OptimizerOptions;
import dev.kintsugi.core.method.ScheduleOptions;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.round.ClientOutcome;
import dev.kintsugi.core.round.ClientTask;
import dev.kintsugi.core.round.ServerState;
import dev.kintsugi.methods.fedmultimodal.FedMultimodal;
import dev.kintsugi.methods.fedmultimodal.FedMultimodalOptions;
import dev.kintsugi.methods.multimodal.EncoderOptions;
import dev.kintsugi.methods.multimodal.FederationAlgorithm;
import dev.kintsugi.methods.multimodal.FusionOptions;
import dev.kintsugi.methods.multimodal.MultimodalRounds;
import dev.kintsugi.methods.multimodal.NetworkOptions;
import dev.kintsugi.methods.multimodal.ProjectorForm;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class FedCmiImbalanceTest {
    private static final int ROUNDS = 6;
    private static final long SLOW_ONLY = 0b10;
    private static final List<String> CLIENTS = List.of("c0", "c1", "c2", "c3");
    private static final NetworkOptions NETWORK = new NetworkOptions(
            new EncoderOptions(List.of(), 16, List.of(8, 16), List.of(), 1, 0, EncoderOptions.Frozen.POOLED),
            ProjectorForm.LINEAR,
            FusionOptions.DEFAULTS,
            FederationAlgorithm.FedAvg.DEFAULTS);

    /** Returns the accuracy on new samples of which only the slow modality is left. */
    private static double slowAlone(MethodFactory factory, Record options, double rate, long seed) {
        LocalTraining training =
                new LocalTraining(2, 16, new OptimizerOptions.Sgd(rate, 0.9, 0), ScheduleOptions.Constant.DEFAULTS, 0);
        ImbalancedWorkplace workplace = new ImbalancedWorkplace(seed, client -> 0b11, CLIENTS.size(), 64);
        ImbalancedWorkplace others = new ImbalancedWorkplace(100 + seed, client -> 0b11, 1, 400);
        try (Method method = factory.create(workplace, options, training)) {
            ServerState state = method.start(seed);
            for (int round = 1; round <= ROUNDS; round++) {
                state = round(method, state, round, seed);
            }
            return MultimodalRounds.accuracy(factory, options, training, others, state, others.samples(SLOW_ONLY));
        }
    }

    private static ServerState round(Method method, ServerState state, int round, long seed) {
        List<ClientTask> block = CLIENTS.stream()
                .map(client -> new ClientTask(round, ROUNDS, client, seed, method.forClient(state, client)))
                .toList();
        List<ParameterSet> locals =
                CLIENTS.stream().map(client -> method.startLocal(client, seed)).toList();
        return method.aggregate(
                state,
                method.train(block, locals).stream().map(ClientOutcome::update).toList());
    }

    private static double[] overSeeds(MethodFactory factory, Record options, double rate) {
        return LongStream.rangeClosed(1, 3)
                .mapToDouble(seed -> slowAlone(factory, options, rate, seed))
                .toArray();
    }

    private static double mean(double[] accuracies) {
        return Arrays.stream(accuracies).average().orElseThrow();
    }

    private static NetworkOptions onSlowAlone() {
        EncoderOptions both = NETWORK.encoders();
        return new NetworkOptions(
                new EncoderOptions(
                        List.of("slow"),
                        both.width(),
                        both.seriesChannels(),
                        both.pictureChannels(),
                        both.picturePlaces(),
                        both.dropout(),
                        both.frozen()),
                ProjectorForm.NONE,
                NETWORK.fusion(),
                NETWORK.algorithm());
    }

    @Test
    void training_ofAnImbalance_liftsTheSlowModalityAboveThatOfPlainFusion() {
        // Rates are the better of 0.1 and 0.2 for each. Chance is 0.25; the fast modality alone is right in 0.95.
        double[] infiltrated =
                overSeeds(FedCmi.factory(), new FedCmiOptions(NETWORK, InfiltrationOptions.DEFAULTS, 0), 0.1);
        double[] fused = overSeeds(FedMultimodal.factory(), new FedMultimodalOptions(NETWORK, 0), 0.2);
        double[] withoutProjectors = overSeeds(
                FedMultimodal.factory(), new FedMultimodalOptions(NETWORK.withProjectors(ProjectorForm.NONE), 0), 0.2);
        double[] alone = overSeeds(FedMultimodal.factory(), new FedMultimodalOptions(onSlowAlone(), 0), 0.2);

        assertThat(mean(alone))
                .as("the slow modality is sufficient, and plain fusion under-uses it")
                .isGreaterThan(mean(fused) + 0.15)
                .isGreaterThan(mean(withoutProjectors) + 0.15);
        assertThat(mean(infiltrated)).isGreaterThan(mean(fused) + 0.15).isGreaterThan(mean(withoutProjectors) + 0.15);
        for (int seed = 0; seed < 3; seed++) {
            assertThat(infiltrated[seed]).as("seed %d", seed + 1).isGreaterThanOrEqualTo(fused[seed]);
        }
    }
}

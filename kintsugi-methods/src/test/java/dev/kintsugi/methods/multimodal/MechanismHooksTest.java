package dev.kintsugi.methods.multimodal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.pytorch.global.torch.zeros;

import dev.kintsugi.core.method.Method;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.round.ClientTask;
import dev.kintsugi.methods.fedmultimodal.FedMultimodal;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class MechanismHooksTest {
    private static final SignalWorkplace WORKPLACE = SignalWorkplace.withHoles(9, 5);

    /** Trains the fusion in round 1 only, doubles all scores, and has 7 as every score of a modality alone. */
    private static final class Marked implements Mechanism {
        @Override
        public boolean trains(String parameter, ClientTask task) {
            return !parameter.startsWith("fusion.") || task.round() == 1;
        }

        @Override
        public Tensor scores(Run run, List<Tokens> features, Tensor scores) {
            return scores.mul(new Scalar(2));
        }

        @Override
        public Tensor alone(Run run, List<Tokens> features, int modality) {
            return zeros(run.batch().clients(), run.batch().size(), 3).add(new Scalar(7));
        }
    }

    /** The loss of the fused scores counts nowhere. */
    private static final class Uncounted implements Mechanism {
        @Override
        public Tensor counts(Run run) {
            return zeros(run.batch().clients(), run.batch().size());
        }
    }

    private static MultimodalMethod method(Mechanism... mechanisms) {
        MultimodalNetwork network = new MultimodalNetwork(
                Encoders.of(WORKPLACE.backbone(), SmallNetwork.ENCODERS),
                SmallNetwork.with(FusionOptions.Kind.CONCAT).fusion(),
                3);
        return new MultimodalMethod(
                FedMultimodal.factory().card(), WORKPLACE, network, List.of(mechanisms), MultimodalContract.TRAINING);
    }

    private static ParameterSet after(Method method, int round) {
        ParameterSet start = method.start(1).shared();
        return method.train(List.of(new ClientTask(round, 2, "c0", 1, start)), List.of(ParameterSet.empty()))
                .get(0)
                .update()
                .shared();
    }

    @Test
    void trains_withARound_freezesBitForBitInTheOthers() {
        try (Method method = method(new Marked())) {
            ParameterSet start = method.start(1).shared();

            assertThat(after(method, 1).get("fusion.out.weight")).isNotEqualTo(start.get("fusion.out.weight"));
            assertThat(after(method, 2).get("fusion.out.weight")).isEqualTo(start.get("fusion.out.weight"));
            assertThat(after(method, 2).names()).isEqualTo(start.names());
            assertThat(after(method, 2).get("encoder.motion.convolution.0.weight"))
                    .isNotEqualTo(start.get("encoder.motion.convolution.0.weight"));
        }
    }

    @Test
    void scores_ofAMechanism_areThoseOfTheMethod() {
        try (Method plain = method();
                Method doubled = method(new Marked())) {
            ParameterSet start = plain.start(1).shared();
            float[] expected = plain.scores(start, List.of(ParameterSet.empty()), WORKPLACE.samples())
                    .get(0);
            for (int i = 0; i < expected.length; i++) {
                expected[i] *= 2;
            }
            assertThat(doubled.scores(start, List.of(ParameterSet.empty()), WORKPLACE.samples())
                            .get(0))
                    .containsExactly(expected);
        }
    }

    @Test
    void alone_ofAMechanism_isWhatIsMeasured() {
        try (Method method = method(new Marked(), new ImbalanceMonitor())) {
            ParameterSet start = method.start(1).shared();
            // Three equal scores: the loss is ln 3.
            assertThat(method.train(List.of(new ClientTask(1, 2, "c0", 1, start)), List.of(ParameterSet.empty()))
                            .get(0)
                            .update()
                            .metrics()
                            .get("loss of each modality/motion"))
                    .isCloseTo(Math.log(3), within(1e-6));
        }
    }

    @Test
    void counts_ofNothing_leaveEverythingAsItWas() {
        try (Method method = method(new Uncounted())) {
            assertThat(after(method, 1)).isEqualTo(method.start(1).shared());
        }
    }
}

package dev.kintsugi.methods.multimodal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kintsugi.core.data.PresenceTable;
import dev.kintsugi.core.data.Targets;
import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.round.ClientTask;
import dev.kintsugi.methods.block.BlockParameters;
import dev.kintsugi.methods.block.LabelLoss;
import dev.kintsugi.methods.parameter.ParameterLayout;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/** Scores (ln 3, 0) are the probabilities (3/4, 1/4), and (0, ln 9) are (1/10, 9/10). */
class ImbalanceMonitorTest {
    private static final Modality A = new Modality("a");
    private static final Modality B = new Modality("b");
    private static final float[] OF_A = {(float) Math.log(3), 0};
    private static final float[] OF_B = {0, (float) Math.log(9)};

    /** An encoder by its modality only; nothing is encoded here. */
    private record Named(Modality modality) implements ModalityEncoder {
        @Override
        public int width() {
            return 1;
        }

        @Override
        public void declare(ParameterLayout layout) {}

        @Override
        public Tokens encode(BlockParameters parameters, MultimodalBatch batch, Pass pass) {
            throw new IllegalStateException("nothing is encoded");
        }
    }

    /** Gives every sample the scores of its modality. */
    private static final class Heads implements Mechanism {
        @Override
        public Tensor alone(Run run, List<Tokens> features, int modality) {
            return TensorBridge.tensor(modality == 0 ? OF_A : OF_B, 1, 1, 2)
                    .expand(run.batch().clients(), run.batch().size(), 2);
        }
    }

    private static ParameterSet gradients(float[] a, float more, float[] b) {
        return ParameterSet.of(Map.of(
                "encoder.a.weight", FloatArray.copyOf(new long[] {2}, a),
                "encoder.a.bias", FloatArray.copyOf(new long[] {1}, new float[] {more}),
                "encoder.b.weight", FloatArray.copyOf(new long[] {1, 2}, b),
                "fusion.out.bias", FloatArray.copyOf(new long[] {1}, new float[] {100})));
    }

    /**
     * Row 0 is complete and of class 0, row 1 has b alone and is of class 1. The first client has both rows, the second
     * row 1 and padding.
     */
    @Test
    void measure_ofTwoClients_isOfTheSamplesThatHaveTheModality() {
        try (PointerScope scope = new PointerScope()) {
            MultimodalBatch batch = new MultimodalBatch(
                    2,
                    2,
                    new int[] {0, 1, 1, 1},
                    new float[] {0.5f, 0.5f, 1, 0},
                    new PresenceTable(List.of(A, B), new long[] {0b11, 0b10}),
                    kind -> {
                        throw new IllegalArgumentException("no features of " + kind);
                    });
            BlockParameters gradients = BlockParameters.stack(List.of(
                    gradients(new float[] {3, 4}, 12, new float[] {6, 8}),
                    gradients(new float[] {1, 1}, 1, new float[] {0, 5})));
            List<ClientTask> tasks = List.of(
                    new ClientTask(1, 1, "c0", 1, ParameterSet.empty()),
                    new ClientTask(1, 1, "c1", 1, ParameterSet.empty()));
            Run run = new Run(
                    new MultimodalNetwork(List.of(new Named(A), new Named(B)), FusionOptions.DEFAULTS, 2),
                    gradients,
                    gradients,
                    batch,
                    new Pass(tasks, 0),
                    new LabelLoss(Targets.single(List.of("no", "yes"), new int[] {0, 1}), false));
            Heads heads = new Heads();
            Forward forward = new Forward(run, List.of(), List.of(), heads.alone(run, List.of(), 0), List.of(heads));
            Measurements measurements = new Measurements(2);

            new ImbalanceMonitor().measure(forward, gradients, measurements);

            Map<String, Double> first = measurements.of(0);
            // Of a row 0 alone counts; of b the mean of rows 0 and 1, whose true classes have 1/10 and 9/10.
            assertClose(first, "loss of each modality/a", -Math.log(0.75));
            assertClose(first, "loss of each modality/b", -(Math.log(0.1) + Math.log(0.9)) / 2);
            assertClose(first, "confidence of each modality/a", 0.75);
            assertClose(first, "confidence of each modality/b", 0.5);
            // √(9 + 16 + 144) and √(36 + 64); the fusion's gradient is nobody's.
            assertClose(first, "gradient norm of each encoder/a", 13);
            assertClose(first, "gradient norm of each encoder/b", 10);
            assertThat(first).hasSize(6);
            // The second client holds nothing of a.
            Map<String, Double> second = measurements.of(1);
            assertClose(second, "loss of each modality/b", -Math.log(0.9));
            assertClose(second, "confidence of each modality/b", 0.9);
            assertClose(second, "gradient norm of each encoder/b", 5);
            assertThat(second).hasSize(3);
        }
    }

    private static void assertClose(Map<String, Double> found, String name, double expected) {
        assertThat(found).containsKey(name);
        assertThat(found.getOrDefault(name, Double.NaN)).as(name).isCloseTo(expected, within(1e-5));
    }
}

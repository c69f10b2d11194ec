package dev.kintsugi.methods.fedcmi;

import dev.kintsugi.core.data.PresenceTable;
import dev.kintsugi.core.data.Targets;
import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.round.ClientTask;
import dev.kintsugi.methods.block.BlockParameters;
import dev.kintsugi.methods.block.LabelLoss;
import dev.kintsugi.methods.multimodal.Forward;
import dev.kintsugi.methods.multimodal.FusionOptions;
import dev.kintsugi.methods.multimodal.ModalityEncoder;
import dev.kintsugi.methods.multimodal.MultimodalBatch;
import dev.kintsugi.methods.multimodal.MultimodalNetwork;
import dev.kintsugi.methods.multimodal.Pass;
import dev.kintsugi.methods.multimodal.ProjectorForm;
import dev.kintsugi.methods.multimodal.Run;
import dev.kintsugi.methods.multimodal.Tokens;
import dev.kintsugi.methods.parameter.ParameterLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Branches of width 2 over modalities 0, 1, … and two classes, all projectors and classifiers the identity: what an
 * encoder gives, the same for every sample, are the scores of its modality alone and of all that it imitates.
 */
final class SmallBranches {
    static final CrossModalInfiltration PROJECTORS = new CrossModalInfiltration(ProjectorForm.LINEAR, false);
    private static final float[] IDENTITY = {1, 0, 0, 1};

    private final List<Modality> modalities;
    private final MultimodalNetwork network;

    SmallBranches(int count) {
        this.modalities =
                IntStream.range(0, count).mapToObj(m -> new Modality("m" + m)).toList();
        this.network = new MultimodalNetwork(
                modalities.stream()
                        .map(Constant::new)
                        .map(ModalityEncoder.class::cast)
                        .toList(),
                FusionOptions.DEFAULTS,
                2);
    }

    /** An encoder that gives its parameter. */
    private record Constant(Modality modality) implements ModalityEncoder {
        @Override
        public int width() {
            return 2;
        }

        @Override
        public void declare(ParameterLayout layout) {
            layout.norm(ModalityEncoder.prefix(modality) + "value", Optional.of(modality), 2);
        }

        @Override
        public Tokens encode(BlockParameters parameters, MultimodalBatch batch, Pass pass) {
            return Tokens.single(
                    parameters
                            .get(ModalityEncoder.prefix(modality) + "value")
                            .unsqueeze(1)
                            .expand(batch.clients(), batch.size(), 2),
                    batch.present(modality));
        }
    }

    /**
     * Returns parameters of one client.
     *
     * @param balance class-wise temperatures or weights, {@code [pairs, 2]}
     * @param encoded per modality, what its encoder gives
     */
    ParameterSet parameters(float[] balance, float[]... encoded) {
        Map<String, FloatArray> values = new TreeMap<>();
        for (int m = 0; m < encoded.length; m++) {
            values.put(
                    ModalityEncoder.prefix(modalities.get(m)) + "value", FloatArray.copyOf(new long[] {2}, encoded[m]));
        }
        ParameterLayout layout = new ParameterLayout();
        PROJECTORS.declare(layout, network);
        layout.specs()
                .forEach(spec -> values.put(
                        spec.name(),
                        spec.shape().length == 2
                                ? FloatArray.copyOf(spec.shape(), IDENTITY)
                                : FloatArray.zeros(spec.shape())));
        values.put(InfiltrationDistillation.BALANCE, FloatArray.copyOf(new long[] {balance.length / 2, 2}, balance));
        return ParameterSet.of(values);
    }

    /** Returns a step of round 2 over one client's rows, of which each has a mask of presence. */
    Forward forward(ParameterSet current, ParameterSet initial, LabelLoss labels, long... masks) {
        return forward(List.of(current), List.of(initial), labels, masks);
    }

    /** Returns a step of round 2 over some clients' rows, which they share. */
    Forward forward(List<ParameterSet> current, List<ParameterSet> initial, LabelLoss labels, long... masks) {
        int clients = current.size();
        int[] rows = new int[clients * masks.length];
        float[] weights = new float[rows.length];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = i % masks.length;
        }
        Arrays.fill(weights, 1f / masks.length);
        MultimodalBatch batch = new MultimodalBatch(
                clients, masks.length, rows, weights, new PresenceTable(modalities, masks), kind -> {
                    throw new IllegalArgumentException("no features of " + kind);
                });
        List<ClientTask> tasks = IntStream.range(0, clients)
                .mapToObj(k -> new ClientTask(2, 2, "c" + k, 1, ParameterSet.empty()))
                .toList();
        BlockParameters now = BlockParameters.stack(current);
        Run run = new Run(network, now, BlockParameters.stack(initial), batch, new Pass(tasks, 0), labels);
        List<Tokens> encoded = network.encode(now, batch, run.pass());
        List<Tokens> features = PROJECTORS.features(run, encoded);
        return new Forward(run, encoded, features, features.get(0).pooled(), List.of(PROJECTORS));
    }

    /** Labels of rows, one each. */
    static LabelLoss single(int... labels) {
        return new LabelLoss(Targets.single(List.of("no", "yes"), labels), false);
    }
}

package dev.kintsugi.engine.federation;

import dev.kintsugi.core.data.FeatureKind;
import dev.kintsugi.core.data.FeatureTable;
import dev.kintsugi.core.data.Samples;
import dev.kintsugi.core.method.Fidelity;
import dev.kintsugi.core.method.Method;
import dev.kintsugi.core.method.MethodCard;
import dev.kintsugi.core.method.Placement;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.parameter.ParameterSpec;
import dev.kintsugi.core.round.ClientOutcome;
import dev.kintsugi.core.round.ClientTask;
import dev.kintsugi.core.round.ClientUpdate;
import dev.kintsugi.core.round.ServerState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A frozen method that adds up the features of the modalities that a sample has: one feature per class. */
final class PresenceVote implements Method {
    private final List<Modality> needs;
    private final boolean independent;
    /** Rows of each call of {@link #scores}. */
    final List<Integer> calls = new ArrayList<>();

    PresenceVote(List<Modality> needs, boolean independent) {
        this.needs = needs;
        this.independent = independent;
    }

    @Override
    public MethodCard card() {
        return new MethodCard(
                "presence-vote",
                "adds up what is there",
                "none",
                Fidelity.ADAPTATION,
                Placement.NONE,
                "nothing",
                needs,
                List.of(),
                List.of(),
                "complete rows: a sum over all modalities");
    }

    @Override
    public List<ParameterSpec> parameters() {
        return List.of();
    }

    @Override
    public ServerState start(long seed) {
        return ServerState.of(ParameterSet.empty());
    }

    @Override
    public ParameterSet startLocal(String client, long seed) {
        return ParameterSet.empty();
    }

    @Override
    public List<ClientOutcome> train(List<ClientTask> block, List<ParameterSet> locals) {
        return block.stream()
                .map(task -> new ClientOutcome(
                        new ClientUpdate(task.round(), task.client(), 1, ParameterSet.empty(), Map.of()),
                        ParameterSet.empty()))
                .toList();
    }

    @Override
    public ServerState aggregate(ServerState state, List<ClientUpdate> updates) {
        return state;
    }

    @Override
    public List<float[]> scores(ParameterSet shared, List<ParameterSet> locals, Samples samples) {
        calls.add(samples.rows());
        int classes = 0;
        float[] scores = new float[0];
        for (Modality modality : samples.presence().modalities()) {
            FeatureTable table = samples.features(FeatureKind.pooled(modality));
            if (classes == 0) {
                classes = table.width();
                scores = new float[samples.rows() * classes];
            }
            float[] row = new float[classes];
            for (int sample = 0; sample < samples.rows(); sample++) {
                if (samples.presence().has(sample, modality)) {
                    table.copyRow(sample, row, 0);
                    for (int c = 0; c < classes; c++) {
                        scores[sample * classes + c] += row[c];
                    }
                }
            }
        }
        return List.of(scores);
    }

    @Override
    public boolean scoresSamplesIndependently() {
        return independent;
    }

    @Override
    public void close() {}
}

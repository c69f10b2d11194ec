package dev.kintsugi.testkit;

import dev.kintsugi.core.data.FeatureKind;
import dev.kintsugi.core.data.FeatureTable;
import dev.kintsugi.core.data.Samples;
import dev.kintsugi.core.method.Fidelity;
import dev.kintsugi.core.method.Method;
import dev.kintsugi.core.method.MethodCard;
import dev.kintsugi.core.method.Placement;
import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.parameter.ParameterSpec;
import dev.kintsugi.core.parameter.Scope;
import dev.kintsugi.core.parameter.WeightedMean;
import dev.kintsugi.core.random.RandomKey;
import dev.kintsugi.core.round.ClientOutcome;
import dev.kintsugi.core.round.ClientTask;
import dev.kintsugi.core.round.ClientUpdate;
import dev.kintsugi.core.round.ServerState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Federated averaging of a point that every client pulls towards its own target; the answer is known in closed form.
 *
 * <p>Client k makes one step {@code x ← x + η (t_k − x)} from the server's point. With equal weights the server's point
 * after r rounds is {@code t̄ + (1 − η)^r (x₀ − t̄)}, t̄ being the mean of the targets. Beside it stands a
 * {@code LOCAL} parameter that counts the client's rounds and adds noise from the client's key, so that lost local
 * state or a wrong key shows.
 */
public final class ToyMethod implements Method {
    /** Name of the shared point, shape {@code [2]}. */
    public static final String POINT = "point";
    /** Name of the local memory, shape {@code [2]}: rounds trained, sum of keyed noise. */
    public static final String MEMORY = "memory";

    private final double rate;

    /** Creates the toy with step size η = {@code rate}. */
    public ToyMethod(double rate) {
        this.rate = rate;
    }

    /** Returns the target of a client: a function of its id alone, in [-1, 1]². */
    public static float[] target(String client) {
        var random = RandomKey.of(1, "target-" + client).open();
        return new float[] {(float) (2 * random.nextDouble() - 1), (float) (2 * random.nextDouble() - 1)};
    }

    @Override
    public MethodCard card() {
        return new MethodCard(
                "toy",
                "pulls a point towards the clients' targets",
                "McMahan et al., AISTATS 2017, on a quadratic",
                Fidelity.ADAPTATION,
                Placement.FEDERATED,
                "a point in both directions",
                List.of(),
                List.of(),
                List.of(),
                "rate 1: the mean of the targets after one round");
    }

    @Override
    public List<ParameterSpec> parameters() {
        return List.of(
                new ParameterSpec(POINT, new long[] {2}, Scope.SHARED, Optional.empty()),
                new ParameterSpec(MEMORY, new long[] {2}, Scope.LOCAL, Optional.empty()));
    }

    @Override
    public ServerState start(long seed) {
        return ServerState.of(ParameterSet.of(POINT, FloatArray.zeros(2)));
    }

    @Override
    public ParameterSet startLocal(String client, long seed) {
        return ParameterSet.of(MEMORY, FloatArray.zeros(2));
    }

    @Override
    public List<ClientOutcome> train(List<ClientTask> block, List<ParameterSet> locals) {
        List<ClientOutcome> outcomes = new ArrayList<>();
        for (int k = 0; k < block.size(); k++) {
            ClientTask task = block.get(k);
            float[] point = task.shared().get(POINT).toArray();
            float[] target = target(task.client());
            double loss = 0;
            for (int i = 0; i < point.length; i++) {
                loss += 0.5 * (target[i] - point[i]) * (target[i] - point[i]);
                point[i] += (float) (rate * (target[i] - point[i]));
            }
            float[] memory = locals.get(k).get(MEMORY).toArray();
            memory[0] += 1;
            memory[1] += (float) task.key("noise").open().nextGaussian();
            ClientUpdate update = new ClientUpdate(
                    task.round(),
                    task.client(),
                    1,
                    ParameterSet.of(POINT, FloatArray.copyOf(new long[] {2}, point)),
                    Map.of("loss", loss, "distance/to the target", Math.sqrt(2 * loss)));
            outcomes.add(new ClientOutcome(update, ParameterSet.of(MEMORY, FloatArray.copyOf(new long[] {2}, memory))));
        }
        return outcomes;
    }

    @Override
    public ServerState aggregate(ServerState state, List<ClientUpdate> updates) {
        WeightedMean mean = new WeightedMean();
        updates.forEach(update -> mean.add(update.shared(), update.examples()));
        return new ServerState(mean.result(), state.memory());
    }

    /** Scores a sample's first two features by the point and the client's memory: two classes. */
    @Override
    public List<float[]> scores(ParameterSet shared, List<ParameterSet> locals, Samples samples) {
        FeatureTable table = samples.features(FeatureKind.pooled(Modality.IMAGE));
        List<float[]> all = new ArrayList<>();
        for (ParameterSet local : locals) {
            float[] scores = new float[table.rows() * 2];
            float[] row = new float[table.width()];
            for (int i = 0; i < table.rows(); i++) {
                table.copyRow(i, row, 0);
                scores[2 * i] = row[0] * shared.get(POINT).get(0);
                scores[2 * i + 1] = row[1] * shared.get(POINT).get(1)
                        + (local.isEmpty() ? 0 : 0.01f * local.get(MEMORY).get(1));
            }
            all.add(scores);
        }
        return all;
    }

    @Override
    public void close() {
        // holds nothing
    }
}

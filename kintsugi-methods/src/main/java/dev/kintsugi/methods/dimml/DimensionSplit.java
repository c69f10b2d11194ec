package dev.kintsugi.methods.dimml;

import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.round.ClientTask;
import dev.kintsugi.core.round.ClientUpdate;
import dev.kintsugi.core.round.ServerState;
import dev.kintsugi.methods.multimodal.ClientSamples;
import dev.kintsugi.methods.multimodal.Mechanism;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Finds out in two rounds which dimensions tell the classes apart in each modality. In the first, clients send class
 * sums of the features that the received encoders give; in the second, the server sends the pooled means with those
 * same encoders, and clients send how often the nearest mean of a dimension is that of the true class. Sums and hits
 * add up, so the division is the one that a pool of the data would give, if the same clients take part in both rounds.
 *
 * @param round the first of the two rounds, from 1
 */
record DimensionSplit(int round, Stages stages) implements Mechanism {
    /** Effective dimensions: 1 or 0, {@code [modalities, width]}. */
    static final String SPLIT = "dimml.split";

    /** Pooled class means, {@code [modalities, classes, width]}; kept and sent between the two rounds. */
    static final String MEANS = "dimml.means";

    private static final String SEEN = "dimml.seen"; // samples behind each mean, [modalities, classes]
    private static final String SNAPSHOT = "dimml.snapshot.";
    private static final String FUSION = "fusion."; // of no part in the features, as all that is named dimml.
    private static final String HEADS = "dimml.";
    private static final String SUMS = "dimml.sums";
    private static final String COUNTS = "dimml.counts";
    private static final String HITS = "dimml.hits";

    @Override
    public Finish finish(
            ClientTask task,
            ParameterSet received,
            ParameterSet learned,
            int steps,
            double rate,
            ClientSamples samples) {
        int last = task.rounds() - stages.secondRounds();
        if (round + 2 > last) {
            throw new ConfigException("di-mml: split-round " + round + " needs two rounds to divide the dimensions and"
                    + " one for the contrast, so " + (round + 2) + " rounds of the first stage, but with "
                    + task.rounds() + " rounds and stage-two-rounds " + stages.secondRounds() + " there are "
                    + Math.max(0, last) + "; take more federation.rounds, a smaller split-round, or contrast: 0");
        }
        if (task.round() < round || stages.second(task) || received.contains(SPLIT)) {
            return Finish.NOTHING;
        }
        DimensionStatistics statistics = new DimensionStatistics(
                samples.network().modalities().size(),
                samples.labels().classes(),
                samples.network().width());
        if (received.contains(MEANS)) {
            statistics.countHits(samples, snapshot(received), received.get(MEANS), received.get(SEEN));
            return new Finish(ParameterSet.empty(), ParameterSet.of(HITS, statistics.hits()));
        }
        statistics.addSums(samples, received);
        return new Finish(
                ParameterSet.empty(), ParameterSet.of(Map.of(SUMS, statistics.sums(), COUNTS, statistics.counts())));
    }

    /** Returns the values with the encoders whose features the means are of. */
    private static ParameterSet snapshot(ParameterSet received) {
        Map<String, FloatArray> values = new TreeMap<>(received.asMap());
        received.asMap().forEach((name, value) -> {
            if (name.startsWith(SNAPSHOT)) {
                values.put(name.substring(SNAPSHOT.length()), value);
            }
        });
        return ParameterSet.of(values);
    }

    @Override
    public ServerState merge(ServerState before, List<ClientUpdate> updates, ServerState merged) {
        Map<String, FloatArray> memory = new TreeMap<>(merged.memory().asMap());
        ParameterSet first = updates.get(0).statistics();
        if (first.contains(SUMS)) {
            double[] counts = pooled(updates, COUNTS);
            memory.put(MEANS, DimensionStatistics.means(first.get(SUMS).shape(), pooled(updates, SUMS), counts));
            memory.put(SEEN, floats(first.get(COUNTS).shape(), counts));
            before.shared().asMap().forEach((name, value) -> {
                if (!name.startsWith(FUSION) && !name.startsWith(HEADS)) {
                    memory.put(SNAPSHOT + name, value);
                }
            });
        } else if (first.contains(HITS)) {
            memory.keySet().removeIf(name -> name.equals(MEANS) || name.equals(SEEN) || name.startsWith(SNAPSHOT));
            memory.put(SPLIT, DimensionStatistics.effective(first.get(HITS).shape(), pooled(updates, HITS)));
        }
        return new ServerState(merged.shared(), ParameterSet.of(memory));
    }

    private static double[] pooled(List<ClientUpdate> updates, String name) {
        double[] sum = new double[updates.get(0).statistics().get(name).size()];
        for (ClientUpdate update : updates) {
            FloatArray own = update.statistics().get(name);
            for (int i = 0; i < sum.length; i++) {
                sum[i] += own.get(i);
            }
        }
        return sum;
    }

    private static FloatArray floats(long[] shape, double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return FloatArray.owning(shape, floats);
    }

    @Override
    public ParameterSet sent(ServerState state) {
        Map<String, FloatArray> sent = new TreeMap<>();
        state.memory().asMap().forEach((name, value) -> {
            if (name.equals(SPLIT) || name.equals(MEANS) || name.equals(SEEN) || name.startsWith(SNAPSHOT)) {
                sent.put(name, value);
            }
        });
        return ParameterSet.of(sent);
    }
}

package dev.kintsugi.samples;

import dev.kintsugi.core.data.Samples;
import dev.kintsugi.core.method.Method;
import dev.kintsugi.core.method.MethodCard;
import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.parameter.ParameterSpec;
import dev.kintsugi.core.round.ClientOutcome;
import dev.kintsugi.core.round.ClientTask;
import dev.kintsugi.core.round.ClientUpdate;
import dev.kintsugi.core.round.ServerState;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A method whose server takes, in every coordinate, the mean of the clients' values without the largest and smallest.
 *
 * <p>Follows Yin et al., "Byzantine-Robust Distributed Learning: Towards Optimal Statistical Rates", ICML 2018,
 * Definition 2. <b>Limit:</b> with {@code trim = 0} this is the mean over clients, each with equal weight.
 */
public final class TrimmedMeanPrompt implements Method {
    private final MethodCard card;
    private final Method clientHalf;
    private final double trim;

    TrimmedMeanPrompt(MethodCard card, Method clientHalf, double trim) {
        this.card = card;
        this.clientHalf = clientHalf;
        this.trim = trim;
    }

    @Override
    public MethodCard card() {
        return card;
    }

    @Override
    public ServerState aggregate(ServerState state, List<ClientUpdate> updates) {
        Map<String, FloatArray> merged = new TreeMap<>();
        for (String name : state.shared().names()) {
            List<FloatArray> values =
                    updates.stream().map(update -> update.shared().get(name)).toList();
            merged.put(name, trimmedMean(values));
        }
        return new ServerState(ParameterSet.of(merged), state.memory());
    }

    private FloatArray trimmedMean(List<FloatArray> values) {
        int dropped = (int) (trim * values.size());
        float[] column = new float[values.size()];
        float[] mean = new float[values.get(0).size()];
        for (int i = 0; i < mean.length; i++) {
            for (int k = 0; k < column.length; k++) {
                column[k] = values.get(k).get(i);
            }
            Arrays.sort(column);
            double sum = 0;
            for (int k = dropped; k < column.length - dropped; k++) {
                sum += column[k];
            }
            mean[i] = (float) (sum / (column.length - 2 * dropped));
        }
        return FloatArray.owning(values.get(0).shape(), mean);
    }

    @Override
    public List<ParameterSpec> parameters() {
        return clientHalf.parameters();
    }

    @Override
    public ServerState start(long seed) {
        return clientHalf.start(seed);
    }

    @Override
    public ParameterSet startLocal(String client, long seed) {
        return clientHalf.startLocal(client, seed);
    }

    @Override
    public List<ClientOutcome> train(List<ClientTask> block, List<ParameterSet> locals) {
        return clientHalf.train(block, locals);
    }

    @Override
    public List<float[]> scores(ParameterSet shared, List<ParameterSet> locals, Samples samples) {
        return clientHalf.scores(shared, locals, samples);
    }

    @Override
    public void close() {
        clientHalf.close();
    }
}

package dev.kintsugi.methods.mfcpl;

import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.round.ClientTask;
import dev.kintsugi.core.round.ClientUpdate;
import dev.kintsugi.core.round.ServerState;
import dev.kintsugi.methods.multimodal.ClientSamples;
import dev.kintsugi.methods.multimodal.Forward;
import dev.kintsugi.methods.multimodal.Mechanism;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Clients send {@code p_k}, the mean over their samples of class k in the joint space, and how many there were; the
 * server's complete prototype {@code P_k} is the mean of the {@code p_k} of the clients that have the class (Le et al.,
 * arXiv 2401.13898, Eq. 4), and the last one where no client of the round has it.
 *
 * @param width values of a prototype
 */
record PrototypeExchange(int width) implements Mechanism {
    /** What the server sends: {@code [classes, width]}; zeros for a class that no client has had yet. */
    static final String COMPLETE = "mfcpl.prototypes";

    /** Which classes have a prototype, 1 or 0, {@code [classes]}. */
    static final String KNOWN = "mfcpl.known";

    /** Class means of a client, {@code [classes, width]}. */
    static final String LOCAL = "mfcpl.means";

    /** Samples of a client per class, {@code [classes]}. */
    static final String COUNTS = "mfcpl.counts";

    @Override
    public Finish finish(
            ClientTask task,
            ParameterSet received,
            ParameterSet learned,
            int steps,
            double rate,
            ClientSamples samples) {
        Map<String, FloatArray> values = new TreeMap<>(received.asMap());
        values.putAll(learned.asMap());
        int classes = samples.labels().classes();
        double[] sums = new double[classes * width];
        float[] counts = new float[classes];
        samples.each(ParameterSet.of(values), forward -> add(forward, sums, counts));
        float[] means = new float[sums.length];
        for (int i = 0; i < means.length; i++) {
            means[i] = counts[i / width] > 0 ? (float) (sums[i] / counts[i / width]) : 0;
        }
        return new Finish(
                ParameterSet.empty(),
                ParameterSet.of(Map.of(
                        LOCAL, FloatArray.owning(new long[] {classes, width}, means),
                        COUNTS, FloatArray.owning(new long[] {classes}, counts))));
    }

    private void add(Forward forward, double[] sums, float[] counts) {
        float[] vectors = TensorBridge.floats(PrototypeSpace.joint(forward));
        float[] anything = TensorBridge.floats(PrototypeSpace.anything(forward));
        int[] rows = forward.run().batch().rows();
        for (int i = 0; i < rows.length; i++) {
            for (int label = 0; label < counts.length; label++) {
                if (anything[i] > 0 && forward.run().labels().has(rows[i], label)) {
                    counts[label]++;
                    for (int d = 0; d < width; d++) {
                        sums[label * width + d] += vectors[i * width + d];
                    }
                }
            }
        }
    }

    @Override
    public ServerState merge(ServerState before, List<ClientUpdate> updates, ServerState merged) {
        FloatArray first = updates.get(0).statistics().get(COUNTS);
        int classes = first.size();
        boolean started = before.memory().contains(COMPLETE);
        float[] prototypes = started ? before.memory().get(COMPLETE).toArray() : new float[classes * width];
        float[] known = started ? before.memory().get(KNOWN).toArray() : new float[classes];
        for (int label = 0; label < classes; label++) {
            double[] sum = new double[width];
            int clients = 0;
            for (ClientUpdate update : updates) {
                if (update.statistics().get(COUNTS).get(label) > 0) {
                    FloatArray means = update.statistics().get(LOCAL);
                    for (int d = 0; d < width; d++) {
                        sum[d] += means.get(label * width + d);
                    }
                    clients++;
                }
            }
            for (int d = 0; d < width && clients > 0; d++) {
                prototypes[label * width + d] = (float) (sum[d] / clients);
            }
            known[label] = clients > 0 ? 1 : known[label];
        }
        Map<String, FloatArray> memory = new TreeMap<>(merged.memory().asMap());
        memory.put(COMPLETE, FloatArray.owning(new long[] {classes, width}, prototypes));
        memory.put(KNOWN, FloatArray.owning(new long[] {classes}, known));
        return new ServerState(merged.shared(), ParameterSet.of(memory));
    }

    /** Nothing before the first merge: the first round has no prototypes. */
    @Override
    public ParameterSet sent(ServerState state) {
        return state.memory().contains(COMPLETE)
                ? ParameterSet.of(Map.of(
                        COMPLETE,
                        state.memory().get(COMPLETE),
                        KNOWN,
                        state.memory().get(KNOWN)))
                : ParameterSet.empty();
    }
}

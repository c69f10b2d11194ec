package dev.kintsugi.methods.multimodal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Numbers that are shown and decide nothing, such as the loss of each modality: the mean over a client's steps, sent up
 * with its metrics. Names are {@code group/what}, and one group is one chart of the report. Not thread-safe.
 */
public final class Measurements {
    private final List<Map<String, double[]>> sums = new ArrayList<>(); // per client and name: sum, count

    Measurements(int clients) {
        for (int k = 0; k < clients; k++) {
            sums.add(new TreeMap<>());
        }
    }

    /** Adds a value of one client; one that is not finite is left out. */
    public void add(int client, String group, String what, double value) {
        if (Double.isFinite(value)) {
            double[] sum = sums.get(client).computeIfAbsent(group + "/" + what, name -> new double[2]);
            sum[0] += value;
            sum[1]++;
        }
    }

    /** Adds one value per client, {@code [clients]}, for those clients that have samples in the batch. */
    public void add(MultimodalBatch batch, String group, String what, float[] values) {
        for (int k = 0; k < batch.clients(); k++) {
            if (batch.weights()[k * batch.size()] > 0) { // padding stands behind the samples
                add(k, group, what, values[k]);
            }
        }
    }

    /** Returns the means of one client. */
    Map<String, Double> of(int client) {
        Map<String, Double> means = new TreeMap<>();
        sums.get(client).forEach((name, sum) -> means.put(name, sum[0] / sum[1]));
        return means;
    }
}

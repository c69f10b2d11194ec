package dev.kintsugi.methods.map;

import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.methods.stream.PatternPrompts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * FedMSplit's graph of clients with several views (Chen and Zhang, KDD 2022, as the code released with FED-PRIME has
 * it): how alike two clients are in one part of the model decides how much of that part they take from each other.
 *
 * <p>{@code A_v = softmax_l(⟨w_v^k, w_v^l⟩ / √dim)}, {@code Ā} the mean over views; client k gets {@code Σ_l w_v^l
 * A_v[k, l] Ā[k, l] / Σ_l A_v[k, l] Ā[k, l]}. Views: the prompts of each missing pattern, the pooler, the head.
 */
final class ClientGraph {
    private final List<ParameterSet> clients;
    private final List<View> views = new ArrayList<>();

    /** A part of the model: whole parameters, or one pattern's slice of the prompts. */
    private record View(String name, int from, int to) {}

    ClientGraph(List<ParameterSet> clients) {
        this.clients = clients;
        for (Map.Entry<String, FloatArray> entry : clients.get(0).asMap().entrySet()) {
            int parts = entry.getKey().equals(PatternPrompts.PROMPTS)
                    ? (int) entry.getValue().shape()[0]
                    : 1;
            int size = entry.getValue().size() / parts;
            for (int part = 0; part < parts; part++) {
                views.add(new View(entry.getKey(), part * size, (part + 1) * size));
            }
        }
    }

    /** Returns what each client gets, in the order of the clients. */
    List<ParameterSet> personal() {
        Map<String, double[][]> byGroup = new TreeMap<>();
        for (View view : views) {
            byGroup.computeIfAbsent(group(view), any -> new double[clients.size()][clients.size()]);
        }
        Map<String, Integer> sizes = new TreeMap<>();
        for (View view : views) {
            addProducts(view, byGroup.getOrDefault(group(view), new double[0][0]));
            sizes.merge(group(view), view.to() - view.from(), Integer::sum);
        }
        double[][] mean = new double[clients.size()][clients.size()];
        byGroup.forEach((group, products) -> {
            softmax(products, Math.sqrt(sizes.getOrDefault(group, 1)));
            for (int k = 0; k < clients.size(); k++) {
                for (int l = 0; l < clients.size(); l++) {
                    mean[k][l] += products[k][l] / byGroup.size();
                }
            }
        });
        List<ParameterSet> all = new ArrayList<>();
        for (int k = 0; k < clients.size(); k++) {
            all.add(mixed(k, byGroup, mean));
        }
        return all;
    }

    /** Pooler and head are one view each, whatever the number of their parameters. */
    private static String group(View view) {
        return view.name().equals(PatternPrompts.PROMPTS)
                ? view.name() + "/" + view.from()
                : view.name().substring(0, view.name().indexOf('.'));
    }

    private void addProducts(View view, double[][] products) {
        for (int k = 0; k < clients.size(); k++) {
            FloatArray own = clients.get(k).get(view.name());
            for (int l = 0; l < clients.size(); l++) {
                FloatArray other = clients.get(l).get(view.name());
                double sum = 0;
                for (int i = view.from(); i < view.to(); i++) {
                    sum += (double) own.get(i) * other.get(i);
                }
                products[k][l] += sum;
            }
        }
    }

    private static void softmax(double[][] products, double scale) {
        for (double[] row : products) {
            double largest = Double.NEGATIVE_INFINITY;
            for (double value : row) {
                largest = Math.max(largest, value / scale);
            }
            double sum = 0;
            for (int l = 0; l < row.length; l++) {
                row[l] = Math.exp(row[l] / scale - largest);
                sum += row[l];
            }
            for (int l = 0; l < row.length; l++) {
                row[l] /= sum;
            }
        }
    }

    private ParameterSet mixed(int client, Map<String, double[][]> byGroup, double[][] mean) {
        Map<String, float[]> values = new TreeMap<>();
        for (View view : views) {
            float[] into = values.computeIfAbsent(
                    view.name(), name -> new float[clients.get(0).get(name).size()]);
            double[] weights = new double[clients.size()];
            double sum = 0;
            for (int l = 0; l < weights.length; l++) {
                weights[l] = byGroup.getOrDefault(group(view), mean)[client][l] * mean[client][l];
                sum += weights[l];
            }
            for (int i = view.from(); i < view.to(); i++) {
                double value = 0;
                for (int l = 0; l < weights.length; l++) {
                    value += weights[l] / sum * clients.get(l).get(view.name()).get(i);
                }
                into[i] = (float) value;
            }
        }
        Map<String, FloatArray> all = new TreeMap<>();
        values.forEach((name, array) ->
                all.put(name, FloatArray.owning(clients.get(0).get(name).shape(), array)));
        return ParameterSet.of(all);
    }
}

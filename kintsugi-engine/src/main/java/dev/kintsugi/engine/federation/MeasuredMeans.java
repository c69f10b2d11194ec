package dev.kintsugi.engine.federation;

import dev.kintsugi.core.round.ClientUpdate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the clients of a round measured beside their loss: metrics whose names are {@code group/what}, such as
 * {@code loss of each modality/text}. Only the first slash divides, so that what is measured may have one in its name.
 */
final class MeasuredMeans {
    private static final char DIVIDER = '/';

    private MeasuredMeans() {}

    /**
     * Returns the mean of each metric over the clients that have it, weighted by their examples, as group, what, mean;
     * both names in ascending order. A value that is not finite counts as not there.
     */
    static Map<String, Map<String, Double>> of(List<ClientUpdate> updates) {
        Map<String, double[]> sums = new TreeMap<>(); // per name: sum of weighted values, sum of weights
        for (ClientUpdate update : updates) {
            update.metrics().forEach((name, value) -> {
                if (name.indexOf(DIVIDER) > 0 && Double.isFinite(value) && update.examples() > 0) {
                    double[] sum = sums.computeIfAbsent(name, first -> new double[2]);
                    sum[0] += update.examples() * value;
                    sum[1] += update.examples();
                }
            });
        }
        Map<String, Map<String, Double>> groups = new TreeMap<>();
        sums.forEach((name, sum) -> {
            int divider = name.indexOf(DIVIDER);
            groups.computeIfAbsent(name.substring(0, divider), group -> new TreeMap<>())
                    .put(name.substring(divider + 1), sum[0] / sum[1]);
        });
        return groups;
    }
}

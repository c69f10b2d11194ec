package dev.kintsugi.methods.alignment;

import dev.kintsugi.core.parameter.FloatArray;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The positions of the global pool, to be filled with clusters.
 *
 * <p>Positions mean nothing to the likelihood, but a prompt that stays where it was keeps usage maps readable and what
 * clients remember of positions true.
 */
final class PoolSlots {
    private final FloatArray previous;
    private final List<Cluster> clusters;
    private final int size;
    private final int width;

    PoolSlots(FloatArray previous, List<Cluster> clusters) {
        this.previous = previous;
        this.clusters = clusters;
        this.size = (int) previous.shape()[0];
        this.width = (int) previous.shape()[1];
    }

    /** Returns the pool of the most popular clusters; a position that none takes keeps its old prompt. */
    AlignedPool fill(UsedPrompts prompts, int[] clusterOfRow) {
        int[] kept = mostPopular();
        int[] slots = nearestSlots(kept);
        float[] pool = previous.toArray();
        int[] members = new int[size];
        int[] slotOfCluster = new int[clusters.size()];
        Arrays.fill(slotOfCluster, AlignedPool.NONE);
        for (int i = 0; i < kept.length; i++) {
            Cluster cluster = clusters.get(kept[i]);
            slotOfCluster[kept[i]] = slots[i];
            members[slots[i]] = cluster.members();
            for (int c = 0; c < width; c++) {
                pool[slots[i] * width + c] = (float) cluster.centre()[c];
            }
        }
        return new AlignedPool(
                FloatArray.owning(previous.shape(), pool),
                prompts.positions(row -> slotOfCluster[clusterOfRow[row]]),
                IntStream.of(members).boxed().toList(),
                clusters.size());
    }

    private int[] mostPopular() {
        return IntStream.range(0, clusters.size())
                .boxed()
                .sorted(Comparator.<Integer>comparingInt(q -> -clusters.get(q).members())
                        .thenComparingDouble(q -> -clusters.get(q).weight())
                        .thenComparingInt(q -> q))
                .limit(size)
                .mapToInt(q -> q)
                .toArray();
    }

    private int[] nearestSlots(int[] kept) {
        double[][] cost = new double[kept.length][size];
        for (int i = 0; i < kept.length; i++) {
            double[] centre = clusters.get(kept[i]).centre();
            for (int slot = 0; slot < size; slot++) {
                for (int c = 0; c < width; c++) {
                    double difference = centre[c] - previous.get(slot * width + c);
                    cost[i][slot] += difference * difference;
                }
            }
        }
        return Assignment.cheapest(cost).columns();
    }
}

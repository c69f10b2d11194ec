package dev.kintsugi.methods.alignment;

import java.util.ArrayList;
import java.util.List;

/**
 * The plain twin of {@link PrunedSweep}: every prompt of a client against every cluster, in one dense assignment with
 * as many columns "a cluster of its own" as the client has prompts. Its cost grows with clients² × prompts³.
 */
final class PlainSweep implements Sweep {
    private final UsedPrompts prompts;

    PlainSweep(UsedPrompts prompts) {
        this.prompts = prompts;
    }

    @Override
    public int[] assign(List<Cluster> clusters, Rewards rewards) {
        List<double[]> centres = new ArrayList<>();
        clusters.forEach(cluster -> centres.add(cluster.centre()));
        int[] clusterOfRow = new int[prompts.rows()];
        for (int client = 0; client < prompts.clients(); client++) {
            int first = prompts.firstRow(client);
            int size = prompts.firstRow(client + 1) - first;
            int known = centres.size();
            double[][] cost = new double[size][known + size];
            for (int p = 0; p < size; p++) {
                for (int q = 0; q < known; q++) {
                    int members = q < clusters.size() ? clusters.get(q).members() : 0;
                    cost[p][q] = -rewards.joining(prompts.squaredDistance(first + p, centres.get(q)), members);
                }
                for (int q = known; q < known + size; q++) {
                    cost[p][q] = -rewards.opening();
                }
            }
            Assignment assignment = Assignment.cheapest(cost);
            for (int p = 0; p < size; p++) {
                int column = assignment.columnOf(p);
                if (column >= known) {
                    column = centres.size();
                    centres.add(prompts.centre(first + p));
                }
                clusterOfRow[first + p] = column;
            }
        }
        return clusterOfRow;
    }

    @Override
    public void close() {}
}

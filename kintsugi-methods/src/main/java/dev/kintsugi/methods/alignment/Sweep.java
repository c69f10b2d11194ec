package dev.kintsugi.methods.alignment;

import java.util.List;

/**
 * Assigns the prompts of every client, one client after the other, to the clusters that there are: the expectation
 * step.
 *
 * <p>There are two, which must give the same: {@link PlainSweep} is what the method says, {@link PrunedSweep} looks
 * only where something can be found.
 */
interface Sweep extends AutoCloseable {
    /**
     * Returns the cluster of every row: an index into {@code clusters}, or {@code clusters.size() + n} for the n-th
     * cluster opened in this sweep. A cluster is opened by a prompt, has that prompt as its centre, and can be joined
     * by the clients that follow.
     *
     * @param clusters those that existed before the sweep
     */
    int[] assign(List<Cluster> clusters, Rewards rewards);

    @Override
    void close();
}

package dev.kintsugi.methods.alignment;

import dev.kintsugi.methods.alignment.DistanceFilter.Vectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The fast twin of {@link PlainSweep}: the same clusters, with the same exact distances, but only where a prompt can
 * join.
 *
 * <p>(1) A prompt can only join a cluster within {@link Rewards#reach}; the pairs within it are found by matrix
 * products ({@link DistanceFilter}), and {@link ClientMatching} solves what little competition is left. (2) Which
 * prompts lie near a cluster's first centre is remembered from the first sweep with some slack. As long as a cluster
 * has moved by no more than the slack, the triangle inequality says that nobody else can be within reach, so later
 * sweeps cost next to nothing for the thousands of clusters that have one member and never move. The few popular ones
 * are searched anew. Both are exact.
 */
final class PrunedSweep implements Sweep {
    /** Clients whose prompts are compared in one matrix product. */
    private static final int CLIENTS_AT_ONCE = 16;

    /** Rows in one product where all prompts are searched. */
    private static final int ROWS_AT_ONCE = 1024;

    /** The remembered radius, as a factor of the squared reach: 1.3 lets a cluster move by a seventh of its reach. */
    private static final double SLACK = 1.3;

    private final UsedPrompts prompts;
    private final DistanceFilter filter;
    private final Vectors rows;
    private final Map<Integer, Neighbours> remembered = new HashMap<>(); // by cluster id; never iterated
    private int[] earlyRows = new int[0]; // those that opened no cluster in the first sweep

    PrunedSweep(UsedPrompts prompts) {
        this.prompts = prompts;
        this.filter = new DistanceFilter(prompts.mean());
        this.rows = filter.new Vectors(prompts.rows());
        for (int row = 0; row < prompts.rows(); row++) {
            rows.add(prompts.centre(row));
        }
    }

    @Override
    public int[] assign(List<Cluster> clusters, Rewards rewards) {
        Offers offers = known(clusters, rewards);
        try (Openings openings = new Openings(clusters.size(), rewards)) {
            int[] clusterOfRow = openings.assign(offers);
            if (clusters.isEmpty()) {
                openings.remember();
            }
            return clusterOfRow;
        }
    }

    /** Offers of clusters to rows, as lists that are chained by row. */
    private static final class Offers {
        private final int[] newest;
        private int[] older = new int[1024];
        private int[] cluster = new int[1024];
        private double[] reward = new double[1024];
        private int count;

        Offers(int rows) {
            newest = new int[rows];
            Arrays.fill(newest, -1);
        }

        void add(int row, int toCluster, double worth) {
            if (count == cluster.length) {
                older = Arrays.copyOf(older, 2 * count);
                cluster = Arrays.copyOf(cluster, 2 * count);
                reward = Arrays.copyOf(reward, 2 * count);
            }
            cluster[count] = toCluster;
            reward[count] = worth;
            older[count] = newest[row];
            newest[row] = count++;
        }

        void giveTo(ClientMatching matching, int prompt, int row) {
            for (int i = newest[row]; i >= 0; i = older[i]) {
                matching.offer(prompt, cluster[i], reward[i]);
            }
        }
    }

    /** Returns what the clusters from before the sweep are worth to the rows within their reach. */
    private Offers known(List<Cluster> clusters, Rewards rewards) {
        List<Cluster> searched = new ArrayList<>();
        List<Neighbours> unfinished = new ArrayList<>();
        for (Cluster cluster : clusters) {
            double reach = rewards.reach(cluster.members());
            Neighbours near = remembered.get(cluster.id());
            if (near == null || !near.cover(near.moved(cluster.centre()), reach)) {
                remembered.put(cluster.id(), new Neighbours(cluster.centre(), SLACK * reach, 0));
                searched.add(cluster);
            } else if (near.comparedFrom() > 0) {
                unfinished.add(near);
            }
        }
        search(searched);
        finish(unfinished);
        Offers offers = new Offers(prompts.rows());
        for (int q = 0; q < clusters.size(); q++) {
            Cluster cluster = clusters.get(q);
            Neighbours near = remembered.get(cluster.id());
            if (near == null) {
                throw new IllegalStateException("cluster " + cluster.id() + " was not searched");
            }
            double moved = near.moved(cluster.centre());
            double reach = rewards.reach(cluster.members());
            for (int i = 0; i < near.size(); i++) {
                if (near.mayReach(i, moved, reach)) {
                    double distance = prompts.squaredDistance(near.row(i), cluster.centre());
                    if (distance < reach) {
                        offers.add(near.row(i), q, rewards.joining(distance, cluster.members()));
                    }
                }
            }
        }
        return offers;
    }

    /** Compares clusters with all rows. */
    private void search(List<Cluster> clusters) {
        try (Vectors centres = filter.new Vectors(clusters.size())) {
            List<Neighbours> all = new ArrayList<>();
            for (Cluster cluster : clusters) {
                centres.add(cluster.centre());
                all.add(remembered.get(cluster.id()));
            }
            for (int from = 0; from < rows.size(); from += ROWS_AT_ONCE) {
                filter.find(
                        rows,
                        from,
                        Math.min(rows.size(), from + ROWS_AT_ONCE),
                        centres,
                        0,
                        column -> all.get(column).squaredRadius(),
                        (row, column, atLeast) -> all.get(column).add(row, atLeast));
            }
        }
    }

    /** Compares clusters with the rows that had their turn before the cluster was opened, and opened none. */
    private void finish(List<Neighbours> unfinished) {
        if (unfinished.isEmpty()) {
            return;
        }
        int[] early = earlyRows; // ascending, as the clusters are by their opening
        try (Vectors points = filter.new Vectors(unfinished.size());
                Vectors joined = filter.new Vectors(early.length)) {
            unfinished.forEach(near -> points.add(near.point()));
            for (int row : early) {
                joined.add(prompts.centre(row));
            }
            int column = 0;
            for (int from = 0; from < early.length; from += ROWS_AT_ONCE) {
                while (column < unfinished.size() && unfinished.get(column).comparedFrom() <= early[from]) {
                    column++; // opened before any of these rows: it has met them all
                }
                filter.find(
                        joined,
                        from,
                        Math.min(early.length, from + ROWS_AT_ONCE),
                        points,
                        column,
                        q -> unfinished.get(q).squaredRadius(),
                        (i, q, atLeast) -> {
                            if (early[i] < unfinished.get(q).comparedFrom()) {
                                unfinished.get(q).add(early[i], atLeast);
                            }
                        });
            }
        }
        unfinished.forEach(Neighbours::complete);
    }

    /** The clusters opened during one sweep. */
    private final class Openings implements AutoCloseable {
        private final int before;
        private final Rewards rewards;
        private final double reach;
        private final double squaredRadius;
        private final Vectors points;
        private final List<double[]> centres = new ArrayList<>();
        private final List<Integer> openers = new ArrayList<>();
        private final List<Neighbours> found = new ArrayList<>();

        Openings(int before, Rewards rewards) {
            this.before = before;
            this.rewards = rewards;
            this.reach = rewards.reach(0);
            this.squaredRadius = SLACK * reach;
            this.points = filter.new Vectors(prompts.rows());
        }

        int[] assign(Offers offers) {
            int[] clusterOfRow = new int[prompts.rows()];
            for (int client = 0; client < prompts.clients(); client += CLIENTS_AT_ONCE) {
                block(client, Math.min(prompts.clients(), client + CLIENTS_AT_ONCE), offers, clusterOfRow);
            }
            return clusterOfRow;
        }

        private void block(int firstClient, int endClient, Offers offers, int[] clusterOfRow) {
            int firstRow = prompts.firstRow(firstClient);
            int endRow = prompts.firstRow(endClient);
            int openBefore = points.size();
            int size = endRow - firstRow;
            List<Neighbours> nearOpenings = new ArrayList<>(); // whose rows are numbers of openings
            for (int i = 0; i < size; i++) {
                nearOpenings.add(new Neighbours(new double[0], squaredRadius, 0));
            }
            filter.find(rows, firstRow, endRow, points, 0, column -> squaredRadius, (row, opened, atLeast) -> {
                found.get(opened).add(row, atLeast);
                nearOpenings.get(row - firstRow).add(opened, atLeast);
                if (atLeast < reach) {
                    offers.add(row, before + opened, worth(row, opened));
                }
            });
            double[] apart = compareWithin(firstRow, endRow);
            for (int client = firstClient; client < endClient; client++) {
                int first = prompts.firstRow(client);
                int end = prompts.firstRow(client + 1);
                ClientMatching matching = new ClientMatching(end - first, rewards.opening());
                for (int row = first; row < end; row++) {
                    offers.giveTo(matching, row - first, row);
                    for (int opened = openBefore; opened < openers.size(); opened++) {
                        if (apart[(row - firstRow) * size + openers.get(opened) - firstRow] < reach) {
                            matching.offer(row - first, before + opened, worth(row, opened));
                        }
                    }
                }
                int[] best = matching.best();
                for (int row = first; row < end; row++) {
                    if (best[row - first] == ClientMatching.OPEN) {
                        clusterOfRow[row] = before + open(row, firstRow);
                    } else {
                        clusterOfRow[row] = best[row - first];
                    }
                }
            }
            for (int opened = openBefore; opened < openers.size(); opened++) {
                int opener = openers.get(opened);
                points.add(centres.get(opened));
                Neighbours earlier = nearOpenings.get(opener - firstRow);
                for (int i = 0; i < earlier.size(); i++) {
                    found.get(opened).add(openers.get(earlier.row(i)), earlier.squaredAtLeast(i));
                }
                for (int i = 0; i < size; i++) {
                    double atLeast = apart[(opener - firstRow) * size + i];
                    if (atLeast < squaredRadius) {
                        found.get(opened).add(firstRow + i, atLeast);
                    }
                }
            }
        }

        /** Returns lower bounds of the squared distances between rows, {@code [rows · rows]}; infinite if not near. */
        private double[] compareWithin(int firstRow, int endRow) {
            int size = endRow - firstRow;
            double[] apart = new double[size * size];
            Arrays.fill(apart, Double.POSITIVE_INFINITY);
            try (Vectors block = filter.new Vectors(size)) {
                for (int row = firstRow; row < endRow; row++) {
                    block.add(prompts.centre(row));
                }
                filter.find(block, 0, size, block, 0, column -> squaredRadius, (i, j, atLeast) -> {
                    apart[i * size + j] = atLeast;
                });
            }
            return apart;
        }

        private int open(int row, int firstRowOfBlock) {
            openers.add(row);
            centres.add(prompts.centre(row));
            found.add(new Neighbours(centres.get(centres.size() - 1), squaredRadius, firstRowOfBlock));
            return openers.size() - 1;
        }

        private double worth(int row, int opened) {
            return rewards.joining(prompts.squaredDistance(row, centres.get(opened)), 0);
        }

        /** Keeps what was found, for the sweeps that follow; the ids are those that the clusters will get. */
        void remember() {
            boolean[] opens = new boolean[prompts.rows()];
            for (int opened = 0; opened < openers.size(); opened++) {
                opens[openers.get(opened)] = true;
                remembered.put(opened, found.get(opened));
            }
            int[] early = new int[prompts.rows()];
            int count = 0;
            for (int row = 0; row < early.length; row++) {
                if (!opens[row]) {
                    early[count++] = row;
                }
            }
            earlyRows = Arrays.copyOf(early, count);
        }

        @Override
        public void close() {
            points.close();
        }
    }

    @Override
    public void close() {
        rows.close();
        filter.close();
    }
}

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

    /** The rows near one point: at least all within a radius. */
    private static final class Neighbours {
        final double[] point;
        final double squaredRadius;
        int[] rows = new int[4];
        int count;

        /** Rows before this one that opened no cluster have not been compared. 0 once all have. */
        int comparedFrom;

        Neighbours(double[] point, double squaredRadius, int comparedFrom) {
            this.point = point;
            this.squaredRadius = squaredRadius;
            this.comparedFrom = comparedFrom;
        }

        void add(int row) {
            if (count == rows.length) {
                rows = Arrays.copyOf(rows, 2 * count);
            }
            rows[count++] = row;
        }

        /** Returns whether all rows within a reach of {@code centre} are surely among these. */
        boolean cover(double[] centre, double squaredReach) {
            double moved = 0;
            for (int c = 0; c < centre.length; c++) {
                moved += (centre[c] - point[c]) * (centre[c] - point[c]);
            }
            return (Math.sqrt(squaredReach) + Math.sqrt(moved)) * (1 + 1e-9) <= Math.sqrt(squaredRadius);
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
            if (near == null || !near.cover(cluster.centre(), reach)) {
                remembered.put(cluster.id(), new Neighbours(cluster.centre(), SLACK * reach, 0));
                searched.add(cluster);
            } else if (near.comparedFrom > 0) {
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
            for (int i = 0; i < near.count; i++) {
                double distance = prompts.squaredDistance(near.rows[i], cluster.centre());
                offers.add(near.rows[i], q, rewards.joining(distance, cluster.members()));
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
                        column -> all.get(column).squaredRadius,
                        (row, column, atLeast) -> all.get(column).add(row));
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
            unfinished.forEach(near -> points.add(near.point));
            for (int row : early) {
                joined.add(prompts.centre(row));
            }
            int column = 0;
            for (int from = 0; from < early.length; from += ROWS_AT_ONCE) {
                while (column < unfinished.size() && unfinished.get(column).comparedFrom <= early[from]) {
                    column++; // opened before any of these rows: it has met them all
                }
                filter.find(
                        joined,
                        from,
                        Math.min(early.length, from + ROWS_AT_ONCE),
                        points,
                        column,
                        q -> unfinished.get(q).squaredRadius,
                        (i, q, atLeast) -> {
                            if (early[i] < unfinished.get(q).comparedFrom) {
                                unfinished.get(q).add(early[i]);
                            }
                        });
            }
        }
        unfinished.forEach(near -> near.comparedFrom = 0);
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
            List<List<Integer>> nearOpenings = new ArrayList<>();
            boolean[] nearEachOther = new boolean[size * size];
            for (int i = 0; i < size; i++) {
                nearOpenings.add(new ArrayList<>());
            }
            filter.find(rows, firstRow, endRow, points, 0, column -> squaredRadius, (row, opened, atLeast) -> {
                found.get(opened).add(row);
                nearOpenings.get(row - firstRow).add(opened);
                if (atLeast < reach) {
                    offers.add(row, before + opened, worth(row, opened));
                }
            });
            compareWithin(firstRow, endRow, nearEachOther);
            for (int client = firstClient; client < endClient; client++) {
                int first = prompts.firstRow(client);
                int end = prompts.firstRow(client + 1);
                ClientMatching matching = new ClientMatching(end - first, rewards.opening());
                for (int row = first; row < end; row++) {
                    offers.giveTo(matching, row - first, row);
                    for (int opened = openBefore; opened < openers.size(); opened++) {
                        if (nearEachOther[(row - firstRow) * size + openers.get(opened) - firstRow]) {
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
                for (int other : nearOpenings.get(opener - firstRow)) {
                    found.get(opened).add(openers.get(other));
                }
                for (int i = 0; i < size; i++) {
                    if (nearEachOther[(opener - firstRow) * size + i]) {
                        found.get(opened).add(firstRow + i);
                    }
                }
            }
        }

        private void compareWithin(int firstRow, int endRow, boolean[] near) {
            int size = endRow - firstRow;
            try (Vectors block = filter.new Vectors(size)) {
                for (int row = firstRow; row < endRow; row++) {
                    block.add(prompts.centre(row));
                }
                filter.find(block, 0, size, block, 0, column -> squaredRadius, (i, j, atLeast) -> {
                    near[i * size + j] = true;
                    near[j * size + i] = true;
                });
            }
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

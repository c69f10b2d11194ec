package dev.kintsugi.methods.alignment;

import dev.kintsugi.core.error.Check;
import dev.kintsugi.core.option.Kind;
import dev.kintsugi.core.option.Option;
import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.random.RandomKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;

/**
 * Finds which prompts of which clients are copies of the same one, and averages those: hard expectation-maximisation.
 *
 * <p>Follows the server objective of FED-PRIME (arXiv 2602.07081, ICCV 2025) and PFPT (arXiv 2502.19752, NeurIPS 2024):
 * a client owns a copy of the global prompt θ_q with probability u_q, and its copy is {@code N(θ_q, σ²)}; a prompt is a
 * copy of one θ_q, and no two prompts of a client are copies of the same. Alternates: (1) for each client the most
 * likely assignment ({@link Assignment}), in which a prompt may also open a new cluster; (2) θ_q = the mean of its
 * copies, weighted by examples × share of uses, {@code u_q = members / clients}, σ² = the mean squared distance of
 * copies.
 *
 * <p><b>Differs:</b> the released code learns σ and u by networks that start anew every round, which does not find even
 * planted prompts ({@link ReleasedAlignment}); here both come from the data, as one number and one count. σ² is the
 * variance of a whole squared distance, which tempers the likelihood by the width: otherwise it would drown the
 * popularity. In the first sweep no popularity is known, so all clusters have the least. The pool keeps its size: the
 * most popular clusters stay (then those of more weight, then the older), each at the position whose old prompt it is
 * nearest to, by an assignment; positions left over keep their old prompt.
 *
 * <p>The result depends on the order of the clients, which the engine fixes, and on nothing else. The scale V is the
 * spread of all prompts; with one prompt per client it cannot tell copies from others, so that with a pool of one all
 * are taken as copies. <b>Limit:</b> pools in the same order give {@link PositionMean} with {@code byUse}, bit for bit
 * (tested).
 *
 * @param iterations most sweeps; fewer are made once a sweep changes nothing
 * @param leastPopularity u is held within {@code [leastPopularity, 1 - leastPopularity]}
 * @param varianceFloor least σ², as a share of its first value
 */
@Kind(value = "likelihood", description = "hard expectation-maximisation of the paper's objective")
public record PromptAlignment(
        @Option(value = "most sweeps over the clients, above 0", source = "FED-PRIME, released code: 5 outer loops")
        int iterations,

        @Option(
                value = "least popularity of a prompt, and 1 minus the greatest, in [0.001, 0.5]",
                source = "ours: one client of 20")
        double leastPopularity,

        @Option(
                value = "least variance of copies, as a share of half the variance of all prompts, in (0, 1]",
                source = "ours: keeps copies that are equal from making every difference infinite")
        double varianceFloor)
        implements PoolAggregation {
    /** The defaults. */
    public static final PromptAlignment DEFAULTS = new PromptAlignment(5, 0.05, 0.05);

    /** Prompts that differ by less than this share of their own squared length are the same, all but for rounding. */
    private static final double ROUNDING = 1e-12;

    /** Checks the ranges. */
    public PromptAlignment {
        Check.positive("iterations", iterations);
        Check.within("least-popularity", leastPopularity, 0.001, 0.5);
        Check.within("variance-floor", varianceFloor, Double.MIN_NORMAL, 1);
    }

    @Override
    public AlignedPool aggregate(List<PoolUpdate> updates, FloatArray previous, RandomKey key) {
        return aggregate(updates, previous, PrunedSweep::new);
    }

    /** Does the same by the plain twin; for tests and benchmarks of small cohorts. */
    public AlignedPool aggregatePlainly(List<PoolUpdate> updates, FloatArray previous) {
        return aggregate(updates, previous, PlainSweep::new);
    }

    private AlignedPool aggregate(
            List<PoolUpdate> updates, FloatArray previous, Function<UsedPrompts, Sweep> expectation) {
        PoolAggregation.check(updates, previous);
        UsedPrompts prompts = UsedPrompts.of(updates, (int) previous.shape()[1]);
        int[] clusterOfRow = new int[prompts.rows()];
        List<Cluster> clusters = List.of();
        if (previous.shape()[0] == 1 && updates.stream().allMatch(update -> update.size() == 1)) {
            clusters = maximise(prompts, clusterOfRow, List.of(), prompts.rows() > 0 ? 1 : 0);
        } else if (prompts.rows() > 0) {
            try (Sweep sweep = expectation.apply(prompts)) {
                clusters = alternate(prompts, sweep, clusterOfRow);
            }
        }
        return new PoolSlots(previous, clusters).fill(prompts, clusterOfRow);
    }

    /** Alternates until nothing changes or {@code iterations} are done; fills {@code clusterOfRow}. */
    private List<Cluster> alternate(UsedPrompts prompts, Sweep sweep, int[] clusterOfRow) {
        double total = Math.max(total(prompts), Double.MIN_NORMAL);
        double variance = total / 2;
        double least = varianceFloor * variance;
        List<Cluster> clusters = List.of();
        int opened = 0;
        for (int i = 0; i < iterations; i++) {
            Rewards rewards = new Rewards(total, variance, leastPopularity, prompts.clients());
            int[] found = sweep.assign(clusters, rewards);
            List<Cluster> next = maximise(prompts, found, clusters, opened);
            boolean same = i > 0 && Arrays.equals(found, clusterOfRow);
            System.arraycopy(found, 0, clusterOfRow, 0, found.length);
            clusters = next;
            if (same) {
                break; // the same copies give the same θ, u and σ², which give the same copies
            }
            opened = Math.max(opened, clusters.get(clusters.size() - 1).id() + 1);
            variance = Math.max(within(prompts, clusters, clusterOfRow), least);
        }
        return clusters;
    }

    /** Returns V, held above what rounding makes of equal prompts. */
    private static double total(UsedPrompts prompts) {
        double[] mean = prompts.mean();
        double squares = 0;
        double lengths = 0;
        double[] origin = new double[prompts.width()];
        for (int row = 0; row < prompts.rows(); row++) {
            squares += prompts.squaredDistance(row, mean);
            lengths += prompts.squaredDistance(row, origin);
        }
        return Math.max(squares, ROUNDING * lengths) / prompts.rows();
    }

    private static double within(UsedPrompts prompts, List<Cluster> clusters, int[] clusterOfRow) {
        double squares = 0;
        for (int row = 0; row < prompts.rows(); row++) {
            squares +=
                    prompts.squaredDistance(row, clusters.get(clusterOfRow[row]).centre());
        }
        return squares / prompts.rows();
    }

    /**
     * Returns the clusters with members, in the order of their opening, and renumbers {@code clusterOfRow} to them.
     *
     * @param before the clusters before the sweep; indices from {@code before.size()} on are new
     * @param nextId id of the first new cluster
     */
    private static List<Cluster> maximise(UsedPrompts prompts, int[] clusterOfRow, List<Cluster> before, int nextId) {
        int count = Math.max(before.size(), Arrays.stream(clusterOfRow).max().orElse(-1) + 1);
        double[][] sums = new double[count][];
        double[] weights = new double[count];
        int[] members = new int[count];
        for (int row = 0; row < prompts.rows(); row++) {
            int q = clusterOfRow[row];
            double[] sum = sums[q] == null ? new double[prompts.width()] : sums[q];
            double weight = prompts.weight(row);
            for (int c = 0; c < sum.length; c++) {
                sum[c] += weight * prompts.value(row, c);
            }
            sums[q] = sum;
            weights[q] += weight;
            members[q]++;
        }
        List<Cluster> clusters = new ArrayList<>();
        int[] renumbered = new int[count];
        for (int q = 0; q < count; q++) {
            if (members[q] > 0) {
                renumbered[q] = clusters.size();
                int id = q < before.size() ? before.get(q).id() : nextId + q - before.size();
                for (int c = 0; c < sums[q].length; c++) {
                    sums[q][c] /= weights[q];
                }
                clusters.add(new Cluster(id, sums[q], members[q], weights[q]));
            }
        }
        for (int row = 0; row < clusterOfRow.length; row++) {
            clusterOfRow[row] = renumbered[clusterOfRow[row]];
        }
        return Collections.unmodifiableList(clusters);
    }
}

package dev.kintsugi.engine.partition;

import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.random.NumpyRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * {@link DirichletPartition} with the draws of the released code of FedPGP, row by row: for each class numpy shuffles
 * its training rows and its test rows and draws one Dirichlet vector over the clients, those that hold the mean or more
 * lose their share, and both lists are cut at the rounded-down cumulative shares.
 *
 * <p>{@code noniid-labeldir} seeds numpy once with the run's seed and draws until every client has enough; that code
 * calls nothing else of {@code np.random} between the seed and the partition. Domains are seeded with 0 anew for each
 * class, so that a draw that gives too few rows would be repeated for ever; here it is an error. The code shuffles each
 * client's rows at last, which changes no client map and is left out.
 */
final class ReleasedLabelSkew {
    private static final int ATTEMPTS = 10_000;

    private final int clients;
    private final double alpha;
    private final int leastRows;
    private final int leastTestRows;
    private final int[] labels;
    private final int[] testLabels;
    private final int classes;

    /**
     * Creates a partition.
     *
     * @param labels class per training row
     * @param testLabels class per test row; none if there are no test rows
     */
    ReleasedLabelSkew(
            int clients, double alpha, int leastRows, int leastTestRows, int[] labels, int[] testLabels, int classes) {
        this.clients = clients;
        this.alpha = alpha;
        this.leastRows = leastRows;
        this.leastTestRows = testLabels.length > 0 ? leastTestRows : 0;
        this.labels = labels;
        this.testLabels = testLabels;
        this.classes = classes;
    }

    /**
     * Returns the rows of CIFAR-10's clients, numpy being seeded once.
     *
     * @param seed in [0, 2³²)
     */
    DirichletPartition.Parts seededOnce(long seed) {
        if (seed < 0 || seed >= 1L << 32) {
            throw new ConfigException(
                    "seed must lie in [0, 2^32) with partition.draw: numpy, which refuses others, but was " + seed);
        }
        NumpyRandom random = NumpyRandom.seeded(seed);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            DirichletPartition.Parts parts = draw(random, false);
            if (enough(parts)) {
                return parts;
            }
        }
        throw tooFew(ATTEMPTS + " draws");
    }

    /** Returns the rows of the clients of one domain, numpy being seeded with 0 for each class. */
    DirichletPartition.Parts seededPerClass() {
        DirichletPartition.Parts parts = draw(NumpyRandom.seeded(0), true);
        if (!enough(parts)) {
            throw tooFew("the one draw that draw: numpy has");
        }
        return parts;
    }

    private boolean enough(DirichletPartition.Parts parts) {
        return Arrays.stream(parts.train()).allMatch(rows -> rows.length >= leastRows)
                && Arrays.stream(parts.test()).allMatch(rows -> rows.length >= leastTestRows);
    }

    private ConfigException tooFew(String draws) {
        return new ConfigException("partition.min-partition-size " + leastRows + " and min-test-size " + leastTestRows
                + " were not reached in " + draws + " with alpha " + alpha + " and " + clients
                + " clients; raise alpha, or lower min-partition-size, min-test-size or clients");
    }

    private DirichletPartition.Parts draw(NumpyRandom seeded, boolean anewPerClass) {
        List<List<Integer>> train = empty();
        List<List<Integer>> test = empty();
        for (int label = 0; label < classes; label++) {
            NumpyRandom random = anewPerClass ? NumpyRandom.seeded(0) : seeded;
            int[] members = members(labels, label);
            int[] testMembers = members(testLabels, label);
            random.shuffleInPlace(members);
            random.shuffleInPlace(testMembers);
            double[] shares = random.nextDirichlet(alpha, clients);
            spareLarge(shares, train);
            deal(members, shares, train);
            deal(testMembers, shares, test);
        }
        return new DirichletPartition.Parts(arrays(train), arrays(test));
    }

    private void spareLarge(double[] shares, List<List<Integer>> held) {
        double mean = labels.length / (double) clients;
        for (int client = 0; client < clients; client++) {
            if (held.get(client).size() >= mean) {
                shares[client] = 0;
            }
        }
        double sum = NumpyRandom.sum(shares);
        if (!(sum > 0)) {
            throw new ConfigException("partition.alpha " + alpha + " is too small for draw: numpy: a class lies at "
                    + "clients that hold the mean of the rows already, where the released code divides by 0");
        }
        for (int client = 0; client < clients; client++) {
            shares[client] /= sum;
        }
    }

    private static void deal(int[] members, double[] shares, List<List<Integer>> held) {
        double cumulative = 0;
        int from = 0;
        for (int client = 0; client < shares.length; client++) {
            cumulative += shares[client];
            boolean last = client == shares.length - 1;
            int to = last ? members.length : Math.min(members.length, (int) (cumulative * members.length));
            for (int i = from; i < to; i++) {
                held.get(client).add(members[i]);
            }
            from = Math.max(from, to);
        }
    }

    private List<List<Integer>> empty() {
        return IntStream.range(0, clients)
                .<List<Integer>>mapToObj(client -> new ArrayList<>())
                .toList();
    }

    private static int[] members(int[] labels, int label) {
        return IntStream.range(0, labels.length)
                .filter(row -> labels[row] == label)
                .toArray();
    }

    private static int[][] arrays(List<List<Integer>> held) {
        return held.stream()
                .map(rows -> rows.stream().mapToInt(Integer::intValue).toArray())
                .toArray(int[][]::new);
    }
}

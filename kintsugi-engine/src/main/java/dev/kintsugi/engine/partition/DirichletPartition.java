package dev.kintsugi.engine.partition;

import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.random.KeyedRandom;
import dev.kintsugi.core.random.RandomKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Spreads each class over the clients by one draw of the Dirichlet distribution, which test rows share if there are any
 * to divide.
 *
 * <p>Follows Yurochkin et al., "Bayesian Nonparametric Federated Learning of Neural Networks", ICML 2019, in the form
 * of flwr-datasets: shares are turned into rows by cutting at the rounded-down cumulative shares; a partition with a
 * client below the minimum size is drawn again. <b>Differs:</b> the rows of a class are shuffled first, and there are
 * {@value #ATTEMPTS} attempts instead of 10. <b>Limit:</b> as α grows, every client has the classes in equal shares.
 */
final class DirichletPartition {
    private static final int ATTEMPTS = 200;

    private final Rule rule;
    private final int[] labels;
    private final int[] testLabels;
    private final int classes;
    private final long seed;

    /**
     * Which clients get no more rows of the classes to come: those that hold more training rows than {@code cap} times
     * the mean.
     *
     * @param atCap whether those that hold exactly as many get no more either
     */
    record Balance(double cap, boolean atCap) {
        /** None is spared. */
        static final Balance NONE = new Balance(Double.POSITIVE_INFINITY, false);
        /** Those that hold more training rows than the mean (flwr-datasets). */
        static final Balance ABOVE_MEAN = new Balance(1, false);
        /** Those that hold as many training rows as the mean, or more ({@code noniid-labeldir}). */
        static final Balance FROM_MEAN = new Balance(1, true);

        boolean full(int rows, double mean) {
            return atCap ? rows >= cap * mean : rows > cap * mean;
        }
    }

    /**
     * How to draw.
     *
     * @param leastRows fewest training rows of a client
     * @param leastTestRows fewest test rows of a client, where there are any to divide
     * @param purpose name of the random stream
     */
    record Rule(int clients, double alpha, int leastRows, int leastTestRows, Balance balance, String purpose) {
        /** Throws if there are fewer rows than the clients must have. */
        void check(int rows, int testRows) {
            checkEnough("training", rows, "min-partition-size", leastRows);
            if (testRows > 0) {
                checkEnough("test", testRows, "min-test-size", leastTestRows);
            }
        }

        private void checkEnough(String split, int rows, String key, int least) {
            if ((long) least * clients > rows) {
                throw new ConfigException("partition." + key + " × clients must be at most " + rows + ", the number of "
                        + split + " rows, but was " + least + " × " + clients);
            }
        }

        /**
         * Returns the error of a search without success.
         *
         * @param best most rows that the smallest client of a draw had
         * @param bestTest the same of test rows
         */
        ConfigException notReached(String draws, int best, int bestTest, boolean tests) {
            return new ConfigException("partition.min-partition-size " + leastRows
                    + (tests ? " with min-test-size " + leastTestRows : "") + " was not reached in " + draws
                    + " with alpha " + alpha + " and " + clients + " clients; the smallest client had at best " + best
                    + " training rows" + (tests ? ", and at best " + bestTest + " test rows" : "")
                    + "; raise alpha, or lower min-partition-size" + (tests ? ", min-test-size" : "") + " or clients");
        }
    }

    /** The rows of each client, {@code [clients][rows]}. */
    record Parts(int[][] train, int[][] test) {}

    /**
     * Creates a partition.
     *
     * @param labels class per training row
     * @param testLabels class per test row; none if the test rows are not to be divided
     */
    DirichletPartition(Rule rule, int[] labels, int[] testLabels, int classes, long seed) {
        this.rule = rule;
        this.labels = labels;
        this.testLabels = testLabels;
        this.classes = classes;
        this.seed = seed;
        rule.check(labels.length, testLabels.length);
    }

    Parts parts() {
        int best = 0;
        int bestTest = 0;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            List<List<Integer>> train = empty(rule.clients());
            List<List<Integer>> test = empty(rule.clients());
            draw(attempt, train, test);
            int smallest = smallest(train);
            int smallestTest = testLabels.length > 0 ? smallest(test) : rule.leastTestRows();
            if (smallest >= rule.leastRows() && smallestTest >= rule.leastTestRows()) {
                return new Parts(arrays(train), arrays(test));
            }
            best = Math.max(best, smallest);
            bestTest = Math.max(bestTest, smallestTest);
        }
        throw rule.notReached(ATTEMPTS + " draws", best, bestTest, testLabels.length > 0);
    }

    static List<List<Integer>> empty(int count) {
        List<List<Integer>> clients = new ArrayList<>();
        for (int client = 0; client < count; client++) {
            clients.add(new ArrayList<>());
        }
        return clients;
    }

    static int smallest(List<List<Integer>> clients) {
        return clients.stream().mapToInt(List::size).min().orElse(0);
    }

    static int[][] arrays(List<List<Integer>> clients) {
        return clients.stream()
                .map(rows -> rows.stream().mapToInt(Integer::intValue).toArray())
                .toArray(int[][]::new);
    }

    private void draw(int attempt, List<List<Integer>> train, List<List<Integer>> test) {
        KeyedRandom random = RandomKey.of(seed, rule.purpose() + "/" + attempt).open();
        KeyedRandom testRandom =
                RandomKey.of(seed, rule.purpose() + "-test/" + attempt).open();
        for (int label = 0; label < classes; label++) {
            int[] members = members(labels, label);
            random.shuffleInPlace(members);
            double[] shares = random.nextDirichlet(rule.alpha(), rule.clients());
            balance(shares, train);
            deal(members, shares, train);
            int[] testMembers = members(testLabels, label);
            testRandom.shuffleInPlace(testMembers);
            deal(testMembers, shares, test);
        }
    }

    static int[] members(int[] labels, int label) {
        return IntStream.range(0, labels.length)
                .filter(row -> labels[row] == label)
                .toArray();
    }

    /** Takes the share of clients that hold enough rows already, and scales the others up to 1. */
    private void balance(double[] shares, List<List<Integer>> clients) {
        if (rule.balance().equals(Balance.NONE)) {
            return;
        }
        double mean = labels.length / (double) rule.clients();
        IntPredicate full = client -> rule.balance().full(clients.get(client).size(), mean);
        if (IntStream.range(0, shares.length).allMatch(full)) {
            return; // equal to the mean everywhere, with nothing left to deal
        }
        double sum = 0;
        for (int client = 0; client < shares.length; client++) {
            shares[client] = full.test(client) ? 0 : shares[client];
            sum += shares[client];
        }
        for (int client = 0; client < shares.length; client++) {
            if (sum > 0) {
                shares[client] /= sum;
            } else { // all mass lay on full clients: the others share evenly
                shares[client] = full.test(client) ? 0 : 1;
            }
        }
        if (sum == 0) {
            double open = Arrays.stream(shares).sum();
            for (int client = 0; client < shares.length; client++) {
                shares[client] /= open;
            }
        }
    }

    static void deal(int[] members, double[] shares, List<List<Integer>> clients) {
        double cumulative = 0;
        int from = 0;
        for (int client = 0; client < shares.length; client++) {
            cumulative += shares[client];
            int to = client == shares.length - 1
                    ? members.length
                    : Math.min(members.length, (int) (cumulative * members.length));
            for (int i = from; i < to; i++) {
                clients.get(client).add(members[i]);
            }
            from = Math.max(from, to);
        }
    }
}

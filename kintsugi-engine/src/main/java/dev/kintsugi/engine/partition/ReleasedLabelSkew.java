package dev.kintsugi.engine.partition;

import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.random.NumpyRandom;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/**
 * {@link DirichletPartition} with the draws of the released code of FedPGP, row by row: for each class numpy shuffles
 * its training rows and its test rows and draws one Dirichlet vector over the clients, those that hold the mean or more
 * lose their share, and both lists are cut at the rounded-down cumulative shares.
 *
 * <p>{@code noniid-labeldir} seeds numpy once with the run's seed and draws until every client has enough; that code
 * calls nothing else of {@code np.random} between the seed and the partition, and is not seeded at all by its
 * {@code --seed 0}. Domains are seeded with 0 anew for each class. <b>Differs:</b> a domain whose one draw gives too
 * few rows, which the code would repeat for ever, is an error; each client's rows are not shuffled at last, which
 * changes no client map. <b>Limit:</b> as α grows, every client has the classes in equal shares.
 */
final class ReleasedLabelSkew {
    private static final int ATTEMPTS = 10_000;

    private final DirichletPartition.Rule rule;
    private final int[] labels;
    private final int[] testLabels;
    private final int classes;

    /**
     * Creates a partition.
     *
     * @param rule of which the balance is not looked at: it is from the mean on
     * @param labels class per training row
     * @param testLabels class per test row; none if there are no test rows
     */
    ReleasedLabelSkew(DirichletPartition.Rule rule, int[] labels, int[] testLabels, int classes) {
        this.rule = rule;
        this.labels = labels;
        this.testLabels = testLabels;
        this.classes = classes;
        rule.check(labels.length, testLabels.length);
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
        return search(() -> random, ATTEMPTS, ATTEMPTS + " draws");
    }

    /** Returns the rows of the clients of one domain, numpy being seeded with 0 for each class. */
    DirichletPartition.Parts seededPerClass() {
        return search(() -> NumpyRandom.seeded(0), 1, "the one draw of draw: numpy");
    }

    /**
     * Draws until every client has enough.
     *
     * @param perClass gives the generator of the next class
     */
    private DirichletPartition.Parts search(Supplier<NumpyRandom> perClass, int attempts, String draws) {
        boolean tests = testLabels.length > 0;
        int best = 0;
        int bestTest = 0;
        for (int attempt = 0; attempt < attempts; attempt++) {
            List<List<Integer>> train = DirichletPartition.empty(rule.clients());
            List<List<Integer>> test = DirichletPartition.empty(rule.clients());
            for (int label = 0; label < classes; label++) {
                draw(perClass.get(), label, train, test);
            }
            int smallest = DirichletPartition.smallest(train);
            int smallestTest = tests ? DirichletPartition.smallest(test) : rule.leastTestRows();
            if (smallest >= rule.leastRows() && smallestTest >= rule.leastTestRows()) {
                return new DirichletPartition.Parts(DirichletPartition.arrays(train), DirichletPartition.arrays(test));
            }
            best = Math.max(best, smallest);
            bestTest = Math.max(bestTest, smallestTest);
        }
        throw rule.notReached(draws, best, bestTest, tests);
    }

    private void draw(NumpyRandom random, int label, List<List<Integer>> train, List<List<Integer>> test) {
        int[] members = DirichletPartition.members(labels, label);
        int[] testMembers = DirichletPartition.members(testLabels, label);
        random.shuffleInPlace(members);
        random.shuffleInPlace(testMembers);
        double[] shares = random.nextDirichlet(rule.alpha(), rule.clients());
        balance(shares, train);
        DirichletPartition.deal(members, shares, train);
        DirichletPartition.deal(testMembers, shares, test);
    }

    /** Takes the share of clients at the mean. Where nothing is left, 0 / 0 gives the last client the whole class. */
    private void balance(double[] shares, List<List<Integer>> held) {
        double mean = labels.length / (double) rule.clients();
        for (int client = 0; client < shares.length; client++) {
            shares[client] = held.get(client).size() < mean ? shares[client] : 0;
        }
        double sum = NumpyRandom.sum(shares);
        if (!(sum > 0)) {
            Arrays.fill(shares, 0);
            shares[shares.length - 1] = 1;
            return;
        }
        for (int client = 0; client < shares.length; client++) {
            shares[client] /= sum;
        }
    }
}

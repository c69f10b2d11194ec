package dev.kintsugi.engine.partition;

import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.random.KeyedRandom;
import dev.kintsugi.core.random.RandomKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Spreads each class over the clients by one draw of the Dirichlet distribution.
 *
 * <p>Follows Yurochkin et al., "Bayesian Nonparametric Federated Learning of Neural Networks", ICML 2019, in the form
 * of flwr-datasets: shares are turned into rows by cutting at the rounded-down cumulative shares; a partition with a
 * client below the minimum size is drawn again. <b>Differs:</b> the rows of a class are shuffled first, and there are
 * {@value #ATTEMPTS} attempts instead of 10. <b>Limit:</b> as α grows, every client has the classes in equal shares.
 */
final class DirichletPartition {
    private static final int ATTEMPTS = 200;

    private final PartitionOptions.Dirichlet options;
    private final int[] labels;
    private final int classes;
    private final long seed;

    DirichletPartition(PartitionOptions.Dirichlet options, int[] labels, int classes, long seed) {
        this.options = options;
        this.labels = labels;
        this.classes = classes;
        this.seed = seed;
        if ((long) options.minPartitionSize() * options.clients() > labels.length) {
            throw new ConfigException("partition.min-partition-size × clients must be at most " + labels.length
                    + ", the number of training rows, but was " + options.minPartitionSize() + " × "
                    + options.clients());
        }
    }

    int[][] parts() {
        int best = 0;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            List<List<Integer>> clients = draw(attempt);
            int smallest = clients.stream().mapToInt(List::size).min().orElse(0);
            if (smallest >= options.minPartitionSize()) {
                return clients.stream()
                        .map(rows -> rows.stream().mapToInt(Integer::intValue).toArray())
                        .toArray(int[][]::new);
            }
            best = Math.max(best, smallest);
        }
        throw new ConfigException(
                "partition.min-partition-size " + options.minPartitionSize() + " was not reached in " + ATTEMPTS
                        + " draws with alpha " + options.alpha() + " and " + options.clients()
                        + " clients; the best smallest client had " + best
                        + " rows; raise alpha, or lower min-partition-size or clients");
    }

    private List<List<Integer>> draw(int attempt) {
        KeyedRandom random =
                RandomKey.of(seed, "partition-dirichlet/" + attempt).open();
        List<List<Integer>> clients = new ArrayList<>();
        for (int client = 0; client < options.clients(); client++) {
            clients.add(new ArrayList<>());
        }
        for (int number = 0; number < classes; number++) {
            int label = number;
            int[] members = IntStream.range(0, labels.length)
                    .filter(row -> labels[row] == label)
                    .toArray();
            random.shuffleInPlace(members);
            double[] shares = random.nextDirichlet(options.alpha(), options.clients());
            if (options.selfBalancing()) {
                balance(shares, clients);
            }
            deal(members, shares, clients);
        }
        return clients;
    }

    /** Takes the share of clients that already hold more rows than the mean, and scales the others up to 1. */
    private void balance(double[] shares, List<List<Integer>> clients) {
        double mean = labels.length / (double) options.clients();
        double sum = 0;
        for (int client = 0; client < shares.length; client++) {
            shares[client] = clients.get(client).size() > mean ? 0 : shares[client];
            sum += shares[client];
        }
        for (int client = 0; client < shares.length; client++) {
            if (sum > 0) {
                shares[client] /= sum;
            } else { // all mass lay on full clients: the others share evenly
                shares[client] = clients.get(client).size() > mean ? 0 : 1;
            }
        }
        if (sum == 0) {
            double open = Arrays.stream(shares).sum();
            for (int client = 0; client < shares.length; client++) {
                shares[client] /= open;
            }
        }
    }

    private static void deal(int[] members, double[] shares, List<List<Integer>> clients) {
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

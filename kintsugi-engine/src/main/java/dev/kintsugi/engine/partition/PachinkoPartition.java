package dev.kintsugi.engine.partition;

import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.random.KeyedRandom;
import dev.kintsugi.core.random.RandomKey;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Pachinko allocation: each row of a client is drawn by a walk from superclass to class, with the client's own shares.
 *
 * <p>Follows Reddi et al., "Adaptive Federated Optimization", ICLR 2021, appendix F, in the form of the released code
 * of FedPGP: training and test rows are drawn from one pool, every client as many, without putting back; what is used
 * up leaves the draw and the other shares are scaled up. <b>Differs:</b> the numbers are drawn from our keyed stream,
 * not from numpy with its fixed seed 12345 ({@link ReleasedPachinko} does that), so the clients are others; the rows
 * that are left after equal shares go to the first clients, one each. <b>Limit:</b> as both concentrations grow, this
 * is a draw without regard to class.
 */
final class PachinkoPartition {
    private final PartitionOptions.Pachinko options;
    private final long seed;
    private final List<Coarse> tree = new ArrayList<>();
    private final int rows;

    /** The classes of one superclass. */
    private record Coarse(List<Fine> classes) {
        int left() {
            return classes.stream().mapToInt(Fine::left).sum();
        }
    }

    /** Shuffled rows of one class; they are taken from the end. */
    private static final class Fine {
        private final int[] members;
        private int left;

        Fine(int[] members) {
            this.members = members;
            this.left = members.length;
        }

        int left() {
            return left;
        }

        int take() {
            left--;
            return members[left];
        }
    }

    /**
     * Creates the partition of a pool.
     *
     * @param labels class per row of the pool
     * @param superclasses superclass per row of the pool
     */
    PachinkoPartition(PartitionOptions.Pachinko options, int[] labels, List<String> superclasses, long seed) {
        this.options = options;
        this.seed = seed;
        this.rows = labels.length;
        TreeMap<String, TreeMap<Integer, List<Integer>>> groups = new TreeMap<>();
        for (int row = 0; row < labels.length; row++) {
            groups.computeIfAbsent(superclasses.get(row), name -> new TreeMap<>())
                    .computeIfAbsent(labels[row], label -> new ArrayList<>())
                    .add(row);
        }
        KeyedRandom random = RandomKey.of(seed, "partition-pachinko-rows").open();
        groups.values().forEach(classes -> {
            List<Fine> leaves = new ArrayList<>();
            classes.values().forEach(members -> {
                int[] order = members.stream().mapToInt(Integer::intValue).toArray();
                random.shuffleInPlace(order);
                leaves.add(new Fine(order));
            });
            tree.add(new Coarse(leaves));
        });
        if (options.clients() > rows) {
            throw new ConfigException("partition.clients must be at most " + rows
                    + ", the number of training and test rows, but was " + options.clients());
        }
    }

    /** Returns the rows of each client, as numbers of the pool. */
    int[][] parts() {
        int[][] parts = new int[options.clients()][];
        for (int client = 0; client < parts.length; client++) {
            KeyedRandom random =
                    RandomKey.of(seed, "partition-pachinko/" + client).open();
            double[] coarse = random.nextDirichlet(options.alpha(), tree.size());
            double[][] fine = new double[tree.size()][];
            for (int node = 0; node < fine.length; node++) {
                fine[node] = random.nextDirichlet(
                        options.fineAlpha(), tree.get(node).classes().size());
            }
            parts[client] = new int[rows / parts.length + (client < rows % parts.length ? 1 : 0)];
            for (int i = 0; i < parts[client].length; i++) {
                parts[client][i] = draw(random, coarse, fine);
            }
        }
        return parts;
    }

    private int draw(KeyedRandom random, double[] coarse, double[][] fine) {
        int node = pick(random, coarse, tree.stream().mapToInt(Coarse::left).toArray());
        List<Fine> leaves = tree.get(node).classes();
        int leaf = pick(random, fine[node], leaves.stream().mapToInt(Fine::left).toArray());
        return leaves.get(leaf).take();
    }

    /** Draws by the shares of what is not used up; evenly among that if all its shares are 0. */
    private static int pick(KeyedRandom random, double[] shares, int[] left) {
        double sum = 0;
        int last = -1;
        int open = 0;
        for (int i = 0; i < shares.length; i++) {
            if (left[i] > 0) {
                sum += shares[i];
                open++;
                last = i;
            }
        }
        double target = random.nextDouble() * (sum > 0 ? sum : open);
        for (int i = 0; i < last; i++) {
            if (left[i] > 0) {
                target -= sum > 0 ? shares[i] : 1;
                if (target < 0) {
                    return i;
                }
            }
        }
        return last;
    }
}

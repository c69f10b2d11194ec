package dev.kintsugi.engine.partition;

import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.random.NumpyRandom;
import dev.kintsugi.core.random.PythonRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/**
 * {@link PachinkoPartition} with the draws of the released code of FedPGP, row by row: numpy and a generator of
 * Python's {@code random}, both seeded with 12345, draw the shares and the classes, and the rows; Python's own
 * generator, seeded with the run's seed, numbers the clients at last.
 *
 * <p>A class that is used up leaves the draw for good, and the shares of the client at hand are scaled up.
 * <b>Differs:</b> rows that equal shares would leave over are an error; there they belong to nobody.
 */
final class ReleasedPachinko {
    private static final long SEED = 12345;

    private final PartitionOptions.Pachinko options;
    private final PythonRandom rowRandom = PythonRandom.seeded(SEED);
    private final NumpyRandom shareRandom = NumpyRandom.seeded(SEED);
    private final int rows;
    private final List<Coarse> tree = new ArrayList<>();

    /** A superclass with the classes that have rows left. */
    private record Coarse(List<List<Integer>> classes) {}

    /**
     * Creates the partition of a pool.
     *
     * @param labels class per row of the pool, training rows first
     * @param superclasses superclass per row of the pool; their alphabetical order is that of their numbers
     */
    ReleasedPachinko(PartitionOptions.Pachinko options, int[] labels, List<String> superclasses) {
        this.options = options;
        this.rows = labels.length;
        if (rows % options.clients() != 0) {
            throw new ConfigException("partition.clients must divide " + rows
                    + ", the number of training and test rows, with draw: numpy, but was " + options.clients());
        }
        TreeMap<String, TreeMap<Integer, List<Integer>>> groups = new TreeMap<>();
        for (int row : rowRandom.sample(rows, rows)) {
            groups.computeIfAbsent(superclasses.get(row), superclass -> new TreeMap<>())
                    .computeIfAbsent(labels[row], label -> new ArrayList<>())
                    .add(row);
        }
        groups.values().forEach(classes -> tree.add(new Coarse(new ArrayList<>(classes.values()))));
    }

    /** Returns the rows of each client, as numbers of the pool; once, since it uses up the draws. */
    int[][] parts(long seed) {
        int[][] drawn = new int[options.clients()][];
        for (int client = 0; client < drawn.length; client++) {
            drawn[client] = client(rows / drawn.length);
        }
        int[] order = new int[drawn.length];
        Arrays.setAll(order, number -> number);
        PythonRandom.seeded(seed).shuffleInPlace(order);
        return Arrays.stream(order).mapToObj(number -> drawn[number]).toArray(int[][]::new);
    }

    private int[] client(int count) {
        double[] coarseShares = shares(options.alpha(), tree.size());
        List<double[]> fineShares = new ArrayList<>();
        for (Coarse coarse : tree) {
            fineShares.add(shares(options.fineAlpha(), coarse.classes().size()));
        }
        int[] own = new int[count];
        for (int i = 0; i < count; i++) {
            int node = shareRandom.nextCategory(coarseShares);
            List<List<Integer>> classes = tree.get(node).classes();
            int leaf = shareRandom.nextCategory(fineShares.get(node));
            List<Integer> members = classes.get(leaf);
            own[i] = members.remove(rowRandom.nextBelow(members.size()));
            if (members.isEmpty()) {
                classes.remove(leaf);
                fineShares.set(node, without(fineShares.get(node), leaf));
                if (classes.isEmpty()) {
                    tree.remove(node);
                    fineShares.remove(node);
                    coarseShares = without(coarseShares, node);
                }
            }
        }
        return own;
    }

    private double[] shares(double concentration, int count) {
        double[] shares = shareRandom.nextDirichlet(concentration, count);
        if (!(NumpyRandom.sum(shares) > 0)) {
            throw tooSmall();
        }
        return shares;
    }

    private ConfigException tooSmall() {
        return new ConfigException("partition.alpha " + options.alpha() + " or fine-alpha " + options.fineAlpha()
                + " is too small for draw: numpy: all shares of a client are 0, where numpy divides by 0");
    }

    /** Scales the other shares up to 1. */
    private double[] without(double[] shares, int index) {
        double[] others = new double[shares.length - 1];
        System.arraycopy(shares, 0, others, 0, index);
        System.arraycopy(shares, index + 1, others, index, others.length - index);
        double sum = NumpyRandom.sum(others);
        if (others.length > 0 && !(sum > 0)) {
            throw tooSmall();
        }
        for (int i = 0; i < others.length; i++) {
            others[i] /= sum;
        }
        return others;
    }
}

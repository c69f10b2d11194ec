package dev.kintsugi.engine.missing;

import dev.kintsugi.core.random.KeyedRandom;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Which classes a client confuses: of the ordered pairs of different classes, {@code round(sparsity · pairs)} are drawn
 * that it never confuses, except that each class keeps one that it is taken for.
 *
 * <p>FedMultimodal's matrix of transitions (KDD 2023), as the paper means it: a wrong label is one of the classes left
 * in its row, each equally likely. <b>Differs from the released code:</b> pairs are drawn without replacement, and no
 * row comes out empty; {@link ReleasedConfusions} does as that code does. <b>Limit:</b> at sparsity 0 a wrong label is
 * uniform over the other classes.
 */
final class ClassConfusions {
    private final boolean[][] allowed; // [true class][wrong class]

    private ClassConfusions(boolean[][] allowed) {
        this.allowed = allowed;
    }

    static ClassConfusions of(double sparsity, int classes, KeyedRandom random) {
        boolean[][] allowed = new boolean[classes][classes];
        int[] left = new int[classes];
        double[] numbers = new double[classes * classes];
        for (int pair = 0; pair < numbers.length; pair++) {
            numbers[pair] = random.nextDouble();
            allowed[pair / classes][pair % classes] = pair / classes != pair % classes;
            left[pair / classes] = classes - 1;
        }
        int[] order = IntStream.range(0, numbers.length)
                .filter(pair -> pair / classes != pair % classes)
                .boxed()
                .sorted(Comparator.comparingDouble(pair -> numbers[pair]))
                .mapToInt(Integer::intValue)
                .toArray();
        long taken = Math.round(sparsity * order.length);
        for (int i = 0; i < order.length && taken > 0; i++) {
            int row = order[i] / classes;
            if (left[row] > 1) {
                allowed[row][order[i] % classes] = false;
                left[row]--;
                taken--;
            }
        }
        return new ClassConfusions(allowed);
    }

    /** Returns the classes that a class is taken for, in ascending order. */
    int[] of(int label) {
        return IntStream.range(0, allowed.length)
                .filter(other -> allowed[label][other])
                .toArray();
    }
}

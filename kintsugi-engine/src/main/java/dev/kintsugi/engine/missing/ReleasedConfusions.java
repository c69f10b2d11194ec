package dev.kintsugi.engine.missing;

import dev.kintsugi.core.random.NumpyRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The wrong labels of one client as FedMultimodal's released code draws them, numbers and defects included
 * ({@code simulation_manager.py}). The defects: pairs are drawn with replacement; the repair of empty rows takes rows
 * to be four wide, whatever the number of classes; and numpy is seeded with the client's number again for every row, so
 * that at one client each class becomes one label, and the rate holds only over many clients.
 *
 * <p>With two classes labels are flipped instead, all or none of a client. <b>Differs:</b> where a class is left
 * without another, or the repair without a place, that code stops with an error of numpy; here the class keeps its
 * label, or the repair ends.
 */
final class ReleasedConfusions {
    private static final double SPARSITY = 0.4;
    private static final int ROW_IN_THE_REPAIR = 4;

    private ReleasedConfusions() {}

    /** Returns the label that each class becomes at client {@code number}. */
    static int[] labels(double rate, int classes, int number) {
        int[] labels = new int[classes];
        if (classes == 2) {
            boolean flipped = NumpyRandom.seeded(number).nextBernoulli(rate);
            Arrays.setAll(labels, label -> flipped ? 1 - label : label);
            return labels;
        }
        double[] matrix = matrix(rate, classes, number);
        double drawn = NumpyRandom.seeded(number).nextDouble();
        Arrays.setAll(
                labels,
                label -> choice(Arrays.copyOfRange(matrix, label * classes, (label + 1) * classes), drawn, label));
        return labels;
    }

    /**
     * Returns {@code np.random.choice(classes, p=row)} for the next number; the label where the row does not add up.
     */
    private static int choice(double[] row, double drawn, int label) {
        double[] cumulative = row.clone();
        for (int i = 1; i < row.length; i++) {
            cumulative[i] += cumulative[i - 1];
        }
        double sum = cumulative[row.length - 1];
        if (Math.abs(sum - 1) > 1e-8) {
            return label;
        }
        int choice = 0;
        while (choice < row.length - 1 && cumulative[choice] / sum <= drawn) {
            choice++;
        }
        return choice;
    }

    /**
     * Returns the probabilities, row by row; a row sums to 1, or to {@code 1 − rate} if nothing but its label is left.
     */
    static double[] matrix(double rate, int classes, int number) {
        double kept = 1 - rate;
        double[] matrix = sparse(kept, classes, NumpyRandom.seeded(number));
        repairInPlace(matrix, kept, classes);
        for (int row = 0; row < classes; row++) {
            int zeros = 0;
            for (int column = 0; column < classes; column++) {
                zeros += matrix[row * classes + column] == 0 ? 1 : 0;
            }
            double other = classes - zeros - 1 == 0 ? 0 : rate / (classes - zeros - 1);
            for (int column = 0; column < classes; column++) {
                int pair = row * classes + column;
                matrix[pair] = row == column ? kept : matrix[pair] == kept ? other : matrix[pair];
            }
        }
        return matrix;
    }

    private static double[] sparse(double kept, int classes, NumpyRandom random) {
        double[] matrix = new double[classes * classes];
        Arrays.fill(matrix, kept);
        int[] pairs = new int[(int) Math.rint(classes * (classes - 1) * SPARSITY)];
        Arrays.setAll(pairs, i -> random.nextBelow(matrix.length));
        for (int pair : pairs) {
            int taken = pair;
            while (taken % (classes + 1) == 0) { // on the diagonal
                taken = random.nextBelow(matrix.length);
            }
            matrix[taken] = 0;
        }
        return matrix;
    }

    private static void repairInPlace(double[] matrix, double kept, int classes) {
        List<Integer> spots = new ArrayList<>(); // off the diagonal and not taken
        for (int pair = 0; pair < matrix.length; pair++) {
            if (matrix[pair] == kept && pair % (classes + 1) != 0) {
                spots.add(pair);
            }
        }
        for (int row = 0; row < classes; row++) {
            int from = Math.min(matrix.length, row * ROW_IN_THE_REPAIR);
            int to = Math.min(matrix.length, from + ROW_IN_THE_REPAIR);
            List<Integer> open = new ArrayList<>();
            List<Integer> zeros = new ArrayList<>();
            double sum = 0;
            for (int pair = from; pair < to; pair++) {
                (matrix[pair] == 0 ? zeros : open).add(pair - from);
                sum += matrix[pair];
            }
            if (open.size() == 2) {
                open.remove((Integer) (row * (classes + 1))); // a place in the row is compared with one in the matrix
                spots.remove(open.get(0));
            }
            if (sum == kept && !zeros.isEmpty() && !spots.isEmpty()) {
                matrix[from + zeros.get(0)] = matrix[spots.get(0)];
                matrix[spots.remove(0)] = 0;
            }
        }
    }
}

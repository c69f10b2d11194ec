package dev.kintsugi.methods.alignment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kintsugi.core.error.DataException;
import dev.kintsugi.core.random.KeyedRandom;
import dev.kintsugi.core.random.RandomKey;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AssignmentTest {
    private interface Cost {
        double of(KeyedRandom random, int row, int column);
    }

    private static double[][] matrix(long seed, int rows, int columns, Cost cost) {
        KeyedRandom random = RandomKey.of(seed, "assignment-test").open();
        double[][] matrix = new double[rows][columns];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                matrix[i][j] = cost.of(random, i, j);
            }
        }
        return matrix;
    }

    /** Costs that are hard for some reason: ties, ties everywhere, the classic worst case, huge differences, signs. */
    private static double[][] adversarial(int kind, long seed, int rows, int columns) {
        return matrix(
                seed,
                rows,
                columns,
                switch (kind) {
                    case 0 -> (random, i, j) -> random.nextDouble();
                    case 1 -> (random, i, j) -> random.nextInt(3);
                    case 2 -> (random, i, j) -> 7;
                    case 3 -> (random, i, j) -> (i + 1.0) * (j + 1.0); // every row wants the same column
                    case 4 -> (random, i, j) -> -(i + 1.0) * (j + 1.0);
                    case 5 ->
                        (random, i, j) -> Math.pow(10, 12 * random.nextDouble() - 6) * (random.nextInt(2) * 2 - 1);
                    case 6 ->
                        (random, i, j) ->
                                j < rows ? 1e9 + random.nextDouble() : random.nextInt(2); // dear and cheap columns
                    default -> (random, i, j) -> i == j ? 0 : -1e-9 * random.nextInt(2);
                });
    }

    private static double total(double[][] cost, int[] columns) {
        return IntStream.range(0, cost.length)
                .mapToDouble(i -> cost[i][columns[i]])
                .sum();
    }

    /** Weak duality: prices that are feasible and add up to the total cost prove that no assignment is cheaper. */
    private static void assertProven(double[][] cost, Assignment assignment) {
        double[] u = assignment.rowPrices();
        double[] v = assignment.columnPrices();
        double size = 1;
        for (double[] row : cost) {
            for (double c : row) {
                size = Math.max(size, Math.abs(c));
            }
        }
        double tolerance = 1e-12 * size * (1 + cost.length);
        boolean[] taken = new boolean[v.length];
        for (int i = 0; i < cost.length; i++) {
            int column = assignment.columnOf(i);
            assertThat(taken[column]).as("column %d is taken once", column).isFalse();
            taken[column] = true;
            assertThat(u[i] + v[column]).isCloseTo(cost[i][column], within(tolerance));
            for (int j = 0; j < v.length; j++) {
                assertThat(cost[i][j] - u[i] - v[j]).isGreaterThanOrEqualTo(-tolerance);
            }
        }
        for (int j = 0; j < v.length; j++) {
            assertThat(v[j]).isLessThanOrEqualTo(0);
            if (!taken[j]) {
                assertThat(v[j]).isZero();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
    void cheapest_ofAnyMatrix_isProvenByItsPrices(int kind) {
        int[][] sizes = {{1, 1}, {1, 9}, {2, 2}, {7, 8}, {20, 20}, {20, 75}, {60, 60}};
        for (int[] size : sizes) {
            double[][] cost = adversarial(kind, 31L * kind + size[1], size[0], size[1]);
            assertProven(cost, Assignment.cheapest(cost));
        }
    }

    @ParameterizedTest
    @CsvSource({"1,1", "2,3", "3,3", "4,7", "5,5", "6,6", "6,7", "7,7"})
    void cheapest_ofSmallMatrices_costsWhatTryingAllDoes(int rows, int columns) {
        for (int kind = 0; kind < 8; kind++) {
            double[][] cost = adversarial(kind, kind, rows, columns);
            double least = leastByTryingAll(cost, 0, new boolean[columns]);

            assertThat(total(cost, Assignment.cheapest(cost).columns()))
                    .isCloseTo(least, within(1e-12 * Math.max(1, Math.abs(least))));
        }
    }

    private static double leastByTryingAll(double[][] cost, int row, boolean[] taken) {
        if (row == cost.length) {
            return 0;
        }
        double least = Double.POSITIVE_INFINITY;
        for (int j = 0; j < taken.length; j++) {
            if (!taken[j]) {
                taken[j] = true;
                least = Math.min(least, cost[row][j] + leastByTryingAll(cost, row + 1, taken));
                taken[j] = false;
            }
        }
        return least;
    }

    @Test
    void cheapest_ofAPermutation_isItsInverse() {
        int[] order = RandomKey.of(5, "assignment-test").open().permutation(40);
        double[][] cost = matrix(1, 40, 50, (random, i, j) -> j == order[i] ? 0 : 1 + random.nextDouble());

        assertThat(Assignment.cheapest(cost).columns()).containsExactly(order);
    }

    @Test
    void cheapest_amongEqualCosts_takesTheLowerColumns() {
        assertThat(Assignment.cheapest(new double[3][5]).columns()).containsExactlyInAnyOrder(0, 1, 2);
        assertThat(Assignment.cheapest(new double[3][5]).columns())
                .isEqualTo(Assignment.cheapest(new double[3][5]).columns());
    }

    @Test
    void cheapest_withoutRows_isEmpty() {
        assertThat(Assignment.cheapest(new double[0][0]).columns()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void cheapest_ofCostsThatAreNotFinite_namesThePlace(double broken) {
        double[][] cost = {{1, 2, 3}, {4, 5, broken}};
        assertThatThrownBy(() -> Assignment.cheapest(cost))
                .isInstanceOf(DataException.class)
                .hasMessage("assignment: cost [1][2] is " + broken + "; costs must be finite");
    }

    @Test
    void cheapest_ofOtherShapes_namesTheSizes() {
        assertThatThrownBy(() -> Assignment.cheapest(new double[3][2]))
                .isInstanceOf(DataException.class)
                .hasMessage("assignment: 3 rows need as many columns, but there are 2");
        assertThatThrownBy(() -> Assignment.cheapest(new double[][] {{1, 2}, {1}}))
                .isInstanceOf(DataException.class)
                .hasMessage("assignment: row 1 has 1 costs, the first row has 2");
    }
}

package dev.kintsugi.methods.alignment;

import dev.kintsugi.core.error.DataException;
import java.util.Arrays;

/**
 * A cheapest assignment of every row to a column of its own, with the prices that prove it.
 *
 * <p>Shortest augmenting paths with potentials, one row after the other (Jonker and Volgenant, "A shortest augmenting
 * path algorithm for dense and sparse linear assignment problems", Computing 38, 1987; rectangular as in Bijsterbosch
 * and Volgenant, Annals of Operations Research 181, 2010): {@code O(rows² · columns)}. <b>Differs:</b> none of the
 * starting heuristics; they help large square problems, ours have a few rows. Equal costs go to the lower column.
 *
 * <p><b>Proof.</b> With {@code u_i = rowPrices} and {@code v_j = columnPrices}: {@code u_i + v_j ≤ c_ij} everywhere
 * with equality where row i has column j, {@code v_j ≤ 0}, and {@code v_j = 0} for a column without a row. Then no
 * assignment costs less than {@code Σ u + Σ v}, which is what this one costs. A test checks this on every result.
 */
public final class Assignment {
    private static final int NONE = -1;

    private final int[] columnOfRow;
    private final double[] rowPrices;
    private final double[] columnPrices;

    private Assignment(int[] columnOfRow, double[] rowPrices, double[] columnPrices) {
        this.columnOfRow = columnOfRow;
        this.rowPrices = rowPrices;
        this.columnPrices = columnPrices;
    }

    /**
     * Returns an assignment of least total cost.
     *
     * @param cost {@code [rows][columns]}, finite, with {@code rows ≤ columns}; only read
     * @throws DataException if there are more rows than columns, a row has another length, or a cost is not finite
     */
    public static Assignment cheapest(double[][] cost) {
        int rows = cost.length;
        int columns = rows == 0 ? 0 : cost[0].length;
        check(cost, columns);
        double[] rowPrices = new double[rows];
        double[] columnPrices = new double[columns];
        int[] rowOfColumn = new int[columns];
        Arrays.fill(rowOfColumn, NONE);
        int[] cameFrom = new int[columns]; // the column before this one on the path; NONE: straight from the new row
        double[] distance = new double[columns];
        boolean[] reached = new boolean[columns];
        for (int start = 0; start < rows; start++) {
            Arrays.fill(distance, Double.POSITIVE_INFINITY);
            Arrays.fill(reached, false);
            int row = start;
            int last = NONE;
            double length = 0; // of the shortest path to `last`, in reduced costs
            while (true) {
                int nearest = NONE;
                double[] costs = cost[row];
                double offset = length - rowPrices[row];
                for (int j = 0; j < columns; j++) {
                    if (!reached[j]) {
                        double through = offset + costs[j] - columnPrices[j];
                        if (through < distance[j]) {
                            distance[j] = through;
                            cameFrom[j] = last;
                        }
                        if (nearest == NONE || distance[j] < distance[nearest]) {
                            nearest = j;
                        }
                    }
                }
                length = distance[nearest];
                last = nearest;
                if (rowOfColumn[nearest] == NONE) {
                    break;
                }
                reached[nearest] = true;
                row = rowOfColumn[nearest];
            }
            rowPrices[start] += length;
            for (int j = 0; j < columns; j++) {
                if (reached[j]) {
                    rowPrices[rowOfColumn[j]] += length - distance[j];
                    columnPrices[j] -= length - distance[j];
                }
            }
            for (int j = last; j != NONE; j = cameFrom[j]) {
                rowOfColumn[j] = cameFrom[j] == NONE ? start : rowOfColumn[cameFrom[j]];
            }
        }
        int[] columnOfRow = new int[rows];
        for (int j = 0; j < columns; j++) {
            if (rowOfColumn[j] != NONE) {
                columnOfRow[rowOfColumn[j]] = j;
            }
        }
        return new Assignment(columnOfRow, rowPrices, columnPrices);
    }

    private static void check(double[][] cost, int columns) {
        if (cost.length > columns) {
            throw new DataException(
                    "assignment: " + cost.length + " rows need as many columns, but there are " + columns);
        }
        for (int i = 0; i < cost.length; i++) {
            if (cost[i].length != columns) {
                throw new DataException(
                        "assignment: row " + i + " has " + cost[i].length + " costs, the first row has " + columns);
            }
            for (int j = 0; j < columns; j++) {
                if (!Double.isFinite(cost[i][j])) {
                    throw new DataException(
                            "assignment: cost [" + i + "][" + j + "] is " + cost[i][j] + "; costs must be finite");
                }
            }
        }
    }

    /** Returns the column of a row. */
    public int columnOf(int row) {
        return columnOfRow[row];
    }

    /** Returns a copy of the columns of all rows. */
    public int[] columns() {
        return columnOfRow.clone();
    }

    /** Returns a copy of the prices u of the rows. */
    public double[] rowPrices() {
        return rowPrices.clone();
    }

    /** Returns a copy of the prices v of the columns, 0 or less. */
    public double[] columnPrices() {
        return columnPrices.clone();
    }
}

package dev.kintsugi.methods.alignment;

import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/** The prompts that were used, of all clients in client order: one row each. */
final class UsedPrompts {
    private final int width;
    private final float[] values;
    private final double[] weights;
    private final int[] firstRows;
    private final int[][] rowOfPrompt;

    private UsedPrompts(int width, float[] values, double[] weights, int[] firstRows, int[][] rowOfPrompt) {
        this.width = width;
        this.values = values;
        this.weights = weights;
        this.firstRows = firstRows;
        this.rowOfPrompt = rowOfPrompt;
    }

    static UsedPrompts of(List<PoolUpdate> updates, int width) {
        int rows = Math.toIntExact(updates.stream()
                .mapToLong(
                        update -> update.uses().stream().filter(use -> use > 0).count())
                .sum());
        float[] values = new float[Math.multiplyExact(rows, width)];
        double[] weights = new double[rows];
        int[] firstRows = new int[updates.size() + 1];
        int[][] rowOfPrompt = new int[updates.size()][];
        int row = 0;
        for (int t = 0; t < updates.size(); t++) {
            PoolUpdate update = updates.get(t);
            FloatArray prompts = update.prompts();
            rowOfPrompt[t] = new int[update.size()];
            for (int p = 0; p < update.size(); p++) {
                rowOfPrompt[t][p] = AlignedPool.NONE;
                if (update.uses().get(p) > 0) {
                    for (int c = 0; c < width; c++) {
                        values[row * width + c] = prompts.get(p * width + c);
                    }
                    weights[row] = update.weightOf(p);
                    rowOfPrompt[t][p] = row++;
                }
            }
            firstRows[t + 1] = row;
        }
        return new UsedPrompts(width, values, weights, firstRows, rowOfPrompt);
    }

    int clients() {
        return firstRows.length - 1;
    }

    int rows() {
        return weights.length;
    }

    int width() {
        return width;
    }

    /** Returns the first row of a client; its rows end where those of the next client begin. */
    int firstRow(int client) {
        return firstRows[client];
    }

    /** Returns examples × share of uses of a row. */
    double weight(int row) {
        return weights[row];
    }

    float value(int row, int coordinate) {
        return values[row * width + coordinate];
    }

    /** Returns a new tensor of rows, {@code [endRow - firstRow, width]}. */
    Tensor tensor(int firstRow, int endRow) {
        return TensorBridge.tensor(
                Arrays.copyOfRange(values, firstRow * width, endRow * width), endRow - firstRow, width);
    }

    /** Returns what a row has become, for every prompt of every client; {@link AlignedPool#NONE} for unused prompts. */
    List<List<Integer>> positions(IntUnaryOperator positionOfRow) {
        List<List<Integer>> positions = new ArrayList<>();
        for (int[] rows : rowOfPrompt) {
            positions.add(IntStream.of(rows)
                    .map(row -> row == AlignedPool.NONE ? row : positionOfRow.applyAsInt(row))
                    .boxed()
                    .toList());
        }
        return positions;
    }

    /** Returns a copy of a row as a centre. */
    double[] centre(int row) {
        double[] centre = new double[width];
        for (int c = 0; c < width; c++) {
            centre[c] = values[row * width + c];
        }
        return centre;
    }

    /** Returns the plain mean of all rows. */
    double[] mean() {
        double[] mean = new double[width];
        for (int row = 0; row < rows(); row++) {
            for (int c = 0; c < width; c++) {
                mean[c] += values[row * width + c];
            }
        }
        for (int c = 0; c < width; c++) {
            mean[c] /= rows();
        }
        return mean;
    }

    /**
     * Returns {@code ‖row − centre‖²}. In double and in one order, so that two ways to find clusters see the same bits;
     * four sums side by side, so that the processor need not wait for each addition.
     */
    double squaredDistance(int row, double[] centre) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int start = row * width;
        int c = 0;
        for (; c + 3 < width; c += 4) {
            double d0 = values[start + c] - centre[c];
            double d1 = values[start + c + 1] - centre[c + 1];
            double d2 = values[start + c + 2] - centre[c + 2];
            double d3 = values[start + c + 3] - centre[c + 3];
            s0 += d0 * d0;
            s1 += d1 * d1;
            s2 += d2 * d2;
            s3 += d3 * d3;
        }
        for (; c < width; c++) {
            double d = values[start + c] - centre[c];
            s0 += d * d;
        }
        return (s0 + s1) + (s2 + s3);
    }
}

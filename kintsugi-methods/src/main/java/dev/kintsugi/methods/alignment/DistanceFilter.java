package dev.kintsugi.methods.alignment;

import static org.bytedeco.pytorch.global.torch.empty;
import static org.bytedeco.pytorch.global.torch.mm;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * Finds the pairs of vectors that may be near, by matrix products in single precision.
 *
 * <p>Misses none: {@code ‖a − b‖² = ‖a‖² + ‖b‖² − 2 a·b}, and what single precision can be wrong by is added to the
 * limit (a dot product of n terms errs by at most {@code n ε ‖a‖ ‖b‖}, Higham, Accuracy and Stability of Numerical
 * Algorithms, section 3.1). So its bits, which do depend on the processor, do not reach the result: whoever asks
 * decides by the exact distance. All vectors are taken relative to one origin, which keeps that error small.
 */
final class DistanceFilter implements AutoCloseable {
    /** Columns in one product: rows × this many floats stay in the cache. */
    private static final int COLUMNS_AT_ONCE = 2048;

    private final int width;
    private final double[] origin;
    private final double error;
    private float[] products = new float[0];

    /** A table of vectors relative to the origin, in native memory. */
    final class Vectors implements AutoCloseable {
        private final Tensor tensor;
        private final double[] squares;
        private final float[] row = new float[width];
        private int size;

        /** Makes room for {@code capacity} vectors. */
        Vectors(int capacity) {
            tensor = empty(Math.max(capacity, 1), width);
            squares = new double[capacity];
        }

        int size() {
            return size;
        }

        /** Appends a vector. */
        void add(double[] vector) {
            double square = 0;
            for (int c = 0; c < width; c++) {
                row[c] = (float) (vector[c] - origin[c]);
                square += (double) row[c] * row[c];
            }
            try (FloatPointer target = new FloatPointer(tensor.data_ptr())) {
                target.position((long) size * width).put(row);
            }
            squares[size++] = square;
        }

        @Override
        public void close() {
            tensor.close();
        }
    }

    /** Is told of a pair that may be near. */
    interface Near {
        /**
         * Takes a pair.
         *
         * @param atLeast a lower bound of their squared distance
         */
        void pair(int row, int column, double atLeast);
    }

    /** Gives the squared distance up to which a column is of interest. */
    interface Limit {
        double of(int column);
    }

    DistanceFilter(double[] origin) {
        this.width = origin.length;
        this.origin = origin.clone();
        this.error = 4 * (width + 8) * 0x1p-24;
    }

    /**
     * Tells {@code near} of all pairs of rows {@code [firstRow, endRow)} and columns {@code [firstColumn, size)} within
     * the limit, row by row.
     */
    void find(Vectors rows, int firstRow, int endRow, Vectors columns, int firstColumn, Limit limit, Near near) {
        for (int from = firstColumn; from < columns.size; from += COLUMNS_AT_ONCE) {
            int to = Math.min(columns.size, from + COLUMNS_AT_ONCE);
            multiply(rows, firstRow, endRow, columns, from, to);
            double[] limits = new double[to - from];
            for (int j = from; j < to; j++) {
                limits[j - from] = limit.of(j);
            }
            for (int i = firstRow; i < endRow; i++) {
                int offset = (i - firstRow) * (to - from);
                double square = rows.squares[i];
                for (int j = from; j < to; j++) {
                    double both = square + columns.squares[j];
                    double atLeast = both - 2.0 * products[offset + j - from] - error * both;
                    if (!(atLeast >= limits[j - from])) { // also where single precision overflowed
                        near.pair(i, j, Double.isNaN(atLeast) ? 0 : atLeast);
                    }
                }
            }
        }
    }

    private void multiply(Vectors rows, int firstRow, int endRow, Vectors columns, int from, int to) {
        int count = (endRow - firstRow) * (to - from);
        if (products.length < count) {
            products = new float[count];
        }
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensor left = rows.tensor.narrow(0, firstRow, endRow - firstRow);
            Tensor right = columns.tensor.narrow(0, from, to - from);
            Tensor product = mm(left, right.t());
            new FloatPointer(product.data_ptr()).get(products, 0, count);
        }
    }

    @Override
    public void close() {
        products = new float[0];
    }
}

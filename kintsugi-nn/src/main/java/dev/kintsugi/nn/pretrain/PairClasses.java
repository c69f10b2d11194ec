package dev.kintsugi.nn.pretrain;

import java.util.List;

/**
 * Which classes each pair has; a pair may have several or none.
 *
 * @param count number of classes; 0: no pair has any
 * @param rows class numbers of each pair, in [0, count)
 */
public record PairClasses(int count, List<int[]> rows) {
    /** No classes. */
    public static final PairClasses NONE = new PairClasses(0, List.of());

    /** Copies the list. */
    public PairClasses {
        rows = List.copyOf(rows);
    }

    /**
     * Returns each pair's classes as equal shares of 1, {@code [pairs.length, count]} row-major; zeros if it has none.
     */
    float[] shares(int[] pairs) {
        float[] shares = new float[pairs.length * count];
        for (int i = 0; i < pairs.length; i++) {
            int[] classes = rows.get(pairs[i]);
            for (int number : classes) {
                shares[i * count + number] = 1f / classes.length;
            }
        }
        return shares;
    }
}

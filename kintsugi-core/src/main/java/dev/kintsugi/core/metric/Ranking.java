package dev.kintsugi.core.metric;

import java.util.Comparator;
import java.util.stream.IntStream;

/** How well scores put the positives of one class before its negatives; exact, with ties. A NaN ranks last. */
public final class Ranking {
    private final long positives;
    private final long negatives;
    private final double auroc;
    private final double averagePrecision;

    private Ranking(long positives, long negatives, double auroc, double averagePrecision) {
        this.positives = positives;
        this.negatives = negatives;
        this.auroc = auroc;
        this.averagePrecision = averagePrecision;
    }

    /**
     * Ranks samples.
     *
     * @param scores one per sample; higher is more likely positive
     * @param positive which samples are positive
     */
    public static Ranking of(double[] scores, boolean[] positive) {
        double[] keys = new double[scores.length];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = Double.isNaN(scores[i]) ? Double.NEGATIVE_INFINITY : scores[i] + 0.0; // -0 equals 0
        }
        int[] order = IntStream.range(0, keys.length)
                .boxed()
                .sorted(Comparator.comparingDouble(sample -> -keys[sample]))
                .mapToInt(Integer::intValue)
                .toArray();
        long allPositives = 0;
        for (boolean one : positive) {
            allPositives += one ? 1 : 0;
        }
        long allNegatives = positive.length - allPositives;
        long above = 0; // positives with a higher score
        long negativesAbove = 0;
        double pairs = 0; // (positive, negative) in the right order, ties counted half
        double precisions = 0;
        for (int from = 0; from < order.length; ) {
            int to = from;
            long tiedPositives = 0;
            while (to < order.length && keys[order[to]] == keys[order[from]]) {
                tiedPositives += positive[order[to]] ? 1 : 0;
                to++;
            }
            long tiedNegatives = to - from - tiedPositives;
            pairs += tiedPositives * (allNegatives - negativesAbove - tiedNegatives)
                    + 0.5 * tiedPositives * tiedNegatives;
            above += tiedPositives;
            negativesAbove += tiedNegatives;
            precisions += tiedPositives * (above / (double) to);
            from = to;
        }
        return new Ranking(
                allPositives, allNegatives, pairs / ((double) allPositives * allNegatives), precisions / allPositives);
    }

    /** Returns the number of positive samples. */
    public long positives() {
        return positives;
    }

    /** Returns the number of negative samples. */
    public long negatives() {
        return negatives;
    }

    /**
     * Returns the area under the receiver operating characteristic, in [0, 1]: the probability that a positive ranks
     * before a negative, ties counted half, which is Mann and Whitney's U with midranks; NaN without positives or
     * without negatives.
     */
    public double auroc() {
        return auroc;
    }

    /**
     * Returns the average precision, {@code Σ (recall_k − recall_(k−1)) · precision_k} over the distinct scores from
     * the highest on, in [0, 1], without interpolation; NaN without positives.
     */
    public double averagePrecision() {
        return averagePrecision;
    }
}

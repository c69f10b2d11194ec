package dev.kintsugi.core.metric;

import java.util.Arrays;

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
        double[] above = sorted(scores, positive, true);
        double[] below = sorted(scores, positive, false);
        double pairs = 0; // (positive, negative) in the right order, ties counted half
        double precisions = 0;
        int p = above.length - 1;
        int n = below.length - 1;
        while (p >= 0) { // from the highest positive score down, one distinct score at a time
            double score = above[p];
            while (n >= 0 && below[n] > score) {
                n--;
            }
            int tied = n;
            while (tied >= 0 && below[tied] == score) {
                tied--;
            }
            int next = p;
            while (next >= 0 && above[next] == score) {
                next--;
            }
            long tiedPositives = p - next;
            long tiedNegatives = n - tied;
            long positivesSoFar = above.length - 1 - next;
            long negativesSoFar = below.length - 1 - tied;
            pairs += tiedPositives * (tied + 1.0) + 0.5 * tiedPositives * tiedNegatives;
            precisions += tiedPositives * (positivesSoFar / (double) (positivesSoFar + negativesSoFar));
            p = next;
        }
        return new Ranking(
                above.length, below.length, pairs / ((double) above.length * below.length), precisions / above.length);
    }

    /** Returns the scores of the positives or of the negatives, ascending. */
    private static double[] sorted(double[] scores, boolean[] positive, boolean which) {
        double[] chosen = new double[scores.length];
        int count = 0;
        for (int sample = 0; sample < scores.length; sample++) {
            if (positive[sample] == which) {
                // -0 becomes 0, which it equals
                chosen[count++] = Double.isNaN(scores[sample]) ? Double.NEGATIVE_INFINITY : scores[sample] + 0.0;
            }
        }
        double[] exact = Arrays.copyOf(chosen, count);
        Arrays.sort(exact);
        return exact;
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

package dev.kintsugi.core.metric;

import dev.kintsugi.core.data.Targets;

/**
 * Right and wrong decisions per class, and rows in which all decisions are right.
 *
 * <p>Single-label rows are decided by the highest score, the first one of equal scores, as {@link Confusion} does;
 * multi-label rows by a threshold of 0 on each score, which is a probability of ½ where scores are logits.
 */
public final class LabelCounts {
    private final long[] truePositives;
    private final long[] falsePositives;
    private final long[] falseNegatives;
    private long rows;
    private long rightRows;

    /** Creates empty counts. */
    public LabelCounts(int classes) {
        this.truePositives = new long[classes];
        this.falsePositives = new long[classes];
        this.falseNegatives = new long[classes];
    }

    /**
     * Counts the decisions of scores.
     *
     * @param scores {@code [rows, classes]}, row-major
     * @param multiLabel whether each class is decided for itself
     * @throws dev.kintsugi.core.error.DataException if a row has not exactly one label though {@code multiLabel} is
     *     false
     */
    public static LabelCounts of(float[] scores, Targets targets, boolean multiLabel) {
        LabelCounts counts = new LabelCounts(targets.classes());
        for (int row = 0; row < targets.rows(); row++) {
            counts.add(scores, row, targets, multiLabel);
        }
        return counts;
    }

    private void add(float[] scores, int row, Targets targets, boolean multiLabel) {
        int classes = truePositives.length;
        boolean[] decided = new boolean[classes];
        boolean[] truth = new boolean[classes];
        if (multiLabel) {
            for (int c = 0; c < classes; c++) {
                decided[c] = scores[row * classes + c] > 0;
            }
            for (int label : targets.labels(row)) {
                truth[label] = true;
            }
        } else {
            decided[Confusion.highest(scores, row, classes)] = true;
            truth[targets.label(row)] = true;
        }
        boolean right = true;
        for (int c = 0; c < classes; c++) {
            truePositives[c] += decided[c] && truth[c] ? 1 : 0;
            falsePositives[c] += decided[c] && !truth[c] ? 1 : 0;
            falseNegatives[c] += !decided[c] && truth[c] ? 1 : 0;
            right &= decided[c] == truth[c];
        }
        rows++;
        rightRows += right ? 1 : 0;
    }

    /** Adds other counts to these, in place. */
    public void addInPlace(LabelCounts other) {
        for (int c = 0; c < truePositives.length; c++) {
            truePositives[c] += other.truePositives[c];
            falsePositives[c] += other.falsePositives[c];
            falseNegatives[c] += other.falseNegatives[c];
        }
        rows += other.rows;
        rightRows += other.rightRows;
    }

    /** Returns the number of rows. */
    public long rows() {
        return rows;
    }

    /** Returns the number of rows that truly have a class. */
    public long positives(int label) {
        return truePositives[label] + falseNegatives[label];
    }

    /**
     * Returns the share of rows in which all decisions are right, in [0, 1]: the accuracy of single-label data, the
     * subset accuracy of multi-label data; NaN without rows.
     */
    public double accuracy() {
        return rightRows / (double) rows;
    }

    /** Returns a class's {@code 2 TP / (2 TP + FP + FN)}; NaN if it occurs neither as truth nor as decision. */
    public double f1(int label) {
        return f1(truePositives[label], falsePositives[label], falseNegatives[label]);
    }

    /** Returns the mean of the classes' F1 over the classes that occur as truth or decision; NaN if none does. */
    public double macroF1() {
        double sum = 0;
        int occurring = 0;
        for (int c = 0; c < truePositives.length; c++) {
            double value = f1(c);
            if (!Double.isNaN(value)) {
                sum += value;
                occurring++;
            }
        }
        return occurring == 0 ? Double.NaN : sum / occurring;
    }

    /** Returns the F1 of all decisions together; for single-label data it equals the accuracy. NaN without any. */
    public double microF1() {
        long tp = 0;
        long fp = 0;
        long fn = 0;
        for (int c = 0; c < truePositives.length; c++) {
            tp += truePositives[c];
            fp += falsePositives[c];
            fn += falseNegatives[c];
        }
        return f1(tp, fp, fn);
    }

    private static double f1(long tp, long fp, long fn) {
        return 2.0 * tp / (2 * tp + fp + fn);
    }
}

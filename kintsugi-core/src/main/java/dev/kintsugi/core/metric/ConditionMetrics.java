package dev.kintsugi.core.metric;

import dev.kintsugi.core.data.Targets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The numbers of one test condition, exact.
 *
 * @param rows number of test rows
 * @param accuracy share of rows in which every decision is right, see {@link LabelCounts#accuracy}
 * @param macroF1 mean F1 of the classes, see {@link LabelCounts#macroF1}
 * @param microF1 F1 of all decisions together
 * @param auroc mean of the classes' areas under the receiver operating characteristic, one against the rest
 * @param aurocClasses number of classes in that mean; those without positives or negatives are left out
 * @param averagePrecision mean of the classes' average precisions
 * @param averagePrecisionClasses number of classes in that mean; those without positives are left out
 * @param classes per class, in the order of the class numbers
 */
public record ConditionMetrics(
        int rows,
        double accuracy,
        double macroF1,
        double microF1,
        double auroc,
        int aurocClasses,
        double averagePrecision,
        int averagePrecisionClasses,
        List<ClassMetrics> classes) {
    /**
     * The numbers of one class; those that are not defined are NaN.
     *
     * @param positives number of rows that have the class
     * @param f1 F1
     * @param auroc area under the receiver operating characteristic
     * @param averagePrecision average precision
     */
    public record ClassMetrics(long positives, double f1, double auroc, double averagePrecision) {}

    /** Copies the list. */
    public ConditionMetrics {
        classes = List.copyOf(classes);
    }

    /**
     * Computes the numbers.
     *
     * <p>Classes of multi-label data rank rows by their scores; those of single-label data by the logarithm of the
     * softmax of the row, as scores of different rows have no common zero there.
     *
     * @param scores {@code [rows, classes]}, row-major
     * @param multiLabel whether each class is decided for itself
     */
    public static ConditionMetrics of(float[] scores, Targets targets, boolean multiLabel) {
        int rows = targets.rows();
        int classes = targets.classes();
        LabelCounts counts = LabelCounts.of(scores, targets, multiLabel);
        double[][] ranked = new double[classes][rows];
        boolean[][] positive = new boolean[classes][rows];
        for (int row = 0; row < rows; row++) {
            double normaliser = multiLabel ? 0 : logSumExp(scores, row * classes, classes);
            for (int c = 0; c < classes; c++) {
                ranked[c][row] = scores[row * classes + c] - normaliser;
            }
            for (int label : targets.labels(row)) {
                positive[label][row] = true;
            }
        }
        List<ClassMetrics> perClass = new ArrayList<>();
        for (int c = 0; c < classes; c++) {
            Ranking ranking = Ranking.of(ranked[c], positive[c]);
            perClass.add(
                    new ClassMetrics(ranking.positives(), counts.f1(c), ranking.auroc(), ranking.averagePrecision()));
        }
        Spread auroc = spread(perClass, ClassMetrics::auroc);
        Spread averagePrecision = spread(perClass, ClassMetrics::averagePrecision);
        return new ConditionMetrics(
                rows,
                counts.accuracy(),
                counts.macroF1(),
                counts.microF1(),
                auroc.mean(),
                auroc.count(),
                averagePrecision.mean(),
                averagePrecision.count(),
                perClass);
    }

    /**
     * Returns the mean of each number over several models that were tested on the same rows; numbers that are not
     * defined are left out.
     *
     * @param models at least one
     */
    public static ConditionMetrics mean(List<ConditionMetrics> models) {
        ConditionMetrics first = models.get(0);
        List<ClassMetrics> perClass = new ArrayList<>();
        for (int c = 0; c < first.classes.size(); c++) {
            int label = c;
            List<ClassMetrics> same =
                    models.stream().map(model -> model.classes.get(label)).toList();
            perClass.add(new ClassMetrics(
                    same.get(0).positives,
                    spread(same, ClassMetrics::f1).mean(),
                    spread(same, ClassMetrics::auroc).mean(),
                    spread(same, ClassMetrics::averagePrecision).mean()));
        }
        return new ConditionMetrics(
                first.rows,
                spread(models, ConditionMetrics::accuracy).mean(),
                spread(models, ConditionMetrics::macroF1).mean(),
                spread(models, ConditionMetrics::microF1).mean(),
                spread(models, ConditionMetrics::auroc).mean(),
                first.aurocClasses,
                spread(models, ConditionMetrics::averagePrecision).mean(),
                first.averagePrecisionClasses,
                perClass);
    }

    private static <T> Spread spread(List<T> values, ToDoubleFunction<T> number) {
        return Spread.of(values.stream().map(number::applyAsDouble).toList());
    }

    private static double logSumExp(float[] scores, int from, int classes) {
        double highest = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < classes; c++) {
            highest = Math.max(highest, scores[from + c]);
        }
        double sum = 0;
        for (int c = 0; c < classes; c++) {
            sum += StrictMath.exp(scores[from + c] - highest);
        }
        return highest + StrictMath.log(sum);
    }
}

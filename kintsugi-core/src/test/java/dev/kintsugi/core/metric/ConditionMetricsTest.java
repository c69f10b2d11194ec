package dev.kintsugi.core.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kintsugi.core.data.Targets;
import dev.kintsugi.core.error.DataException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConditionMetricsTest {
    private static final List<String> NAMES = List.of("a", "b", "c");
    private static final Targets MULTI = new Targets(NAMES, new int[][] {{0, 1}, {1}, {}, {0}});
    /** Decisions at 0: {a, b} right; {a} for b; {} right; {a, b} for a. */
    private static final float[] LOGITS = {1, 2, -1, 1, -1, -1, -1, -1, -1, 2, 1, -1};

    private static final ConditionMetrics METRICS = ConditionMetrics.of(LOGITS, MULTI, true);

    @Test
    void multiLabel_countsDecisionsPerClass() {
        // a: TP rows 0 and 3, FP row 1: 4/5; b: TP row 0, FP row 3, FN row 1: 2/4; c occurs nowhere
        assertThat(METRICS.classes().get(0).f1()).isCloseTo(4 / 5.0, within(1e-15));
        assertThat(METRICS.classes().get(1).f1()).isCloseTo(2 / 4.0, within(1e-15));
        assertThat(METRICS.classes().get(2).f1()).isNaN();
        assertThat(METRICS.macroF1()).isCloseTo((0.8 + 0.5) / 2, within(1e-15));
        // TP 3, FP 2, FN 1
        assertThat(METRICS.microF1()).isCloseTo(6 / 9.0, within(1e-15));
        assertThat(METRICS.accuracy()).isEqualTo(2 / 4.0);
        assertThat(METRICS.rows()).isEqualTo(4);
    }

    @Test
    void multiLabel_ranksEachClassAndLeavesOutWhatIsNotDefined() {
        // a: positives 1 and 2, negatives 1 and −1: (1.5 + 2) / 4; precision 1/1 at 2 and 2/3 at 1
        assertThat(METRICS.classes().get(0).auroc()).isCloseTo(3.5 / 4, within(1e-15));
        assertThat(METRICS.classes().get(0).averagePrecision()).isCloseTo((1 + 2 / 3.0) / 2, within(1e-15));
        // b: positives 2 and −1, negatives −1 and 1: (2 + 0.5) / 4; precision 1/1 at 2 and 2/4 at −1
        assertThat(METRICS.classes().get(1).auroc()).isCloseTo(2.5 / 4, within(1e-15));
        assertThat(METRICS.classes().get(1).averagePrecision()).isCloseTo(1.5 / 2, within(1e-15));
        // c has no positives
        assertThat(METRICS.auroc()).isCloseTo((3.5 / 4 + 2.5 / 4) / 2, within(1e-15));
        assertThat(METRICS.aurocClasses()).isEqualTo(2);
        assertThat(METRICS.averagePrecision()).isCloseTo(((1 + 2 / 3.0) / 2 + 0.75) / 2, within(1e-15));
        assertThat(METRICS.averagePrecisionClasses()).isEqualTo(2);
    }

    @Test
    void average_precisionWithoutNegatives_countsButTheCurveDoesNot() {
        ConditionMetrics all =
                ConditionMetrics.of(new float[] {1, -1}, new Targets(List.of("a"), new int[][] {{0}, {0}}), true);

        assertThat(all.aurocClasses()).isZero();
        assertThat(all.auroc()).isNaN();
        assertThat(all.averagePrecision()).isEqualTo(1);
    }

    @Test
    void singleLabel_decidesByTheHighestScore() {
        // truth 0 0 0 1 1; predictions 0 0 1 1 0, as in ConfusionTest
        float[] scores = {3, 1, 0, 2, 1, 0, 0, 5, 0, 0, 1, 0, 1, 0, 0};
        Targets targets = Targets.single(NAMES, new int[] {0, 0, 0, 1, 1});
        ConditionMetrics metrics = ConditionMetrics.of(scores, targets, false);
        Confusion confusion = Confusion.of(scores, targets);

        assertThat(metrics.accuracy()).isEqualTo(3 / 5.0).isEqualTo(confusion.accuracy());
        assertThat(metrics.macroF1()).isEqualTo(confusion.macroF1());
        // One decision per row: each miss is one FP and one FN, so 2·3 / (2·3 + 2 + 2) is the accuracy.
        assertThat(metrics.microF1()).isEqualTo(3 / 5.0);
    }

    @Test
    void singleLabel_ranksBySoftmaxNotByRawScores() {
        // Row 0 is class a with probability 1/(1 + e^-2), row 1 with 1/(1 + e^1): a ranks right, though the raw
        // score of a is higher in row 1.
        ConditionMetrics metrics = ConditionMetrics.of(
                new float[] {2, 0, 9, 10}, Targets.single(List.of("a", "b"), new int[] {0, 1}), false);

        assertThat(metrics.auroc()).isEqualTo(1);
    }

    @Test
    void singleLabel_rowWithTwoLabels_isAnError() {
        assertThatThrownBy(() -> LabelCounts.of(LOGITS, MULTI, false))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("row 0 has 2 labels");
    }

    @Test
    void mean_ofTwoModels_leavesOutWhatOneDoesNotHave() {
        // The other model decides for nothing: no class has TP, so F1 is 0 for a and b and c still occurs nowhere.
        float[] nothing = new float[LOGITS.length];
        ConditionMetrics other = ConditionMetrics.of(nothing, MULTI, true);
        ConditionMetrics mean = ConditionMetrics.mean(List.of(METRICS, other));

        assertThat(mean.accuracy()).isCloseTo((2 / 4.0 + 1 / 4.0) / 2, within(1e-15)); // only the row without labels
        assertThat(mean.macroF1()).isCloseTo(0.65 / 2, within(1e-15));
        assertThat(mean.auroc()).isCloseTo((0.75 + 0.5) / 2, within(1e-15)); // equal scores are chance
        assertThat(mean.classes().get(2).f1()).isNaN();
        assertThat(mean.rows()).isEqualTo(4);
    }

    @Test
    void noRows_giveNoNumbers() {
        ConditionMetrics none = ConditionMetrics.of(new float[0], new Targets(NAMES, new int[0][]), true);

        assertThat(none.accuracy()).isNaN();
        assertThat(none.macroF1()).isNaN();
        assertThat(none.microF1()).isNaN();
        assertThat(none.auroc()).isNaN();
    }
}

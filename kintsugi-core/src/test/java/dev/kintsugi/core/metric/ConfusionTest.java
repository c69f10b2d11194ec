package dev.kintsugi.core.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kintsugi.core.data.Targets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfusionTest {
    // truth 0 0 0 1 1; predictions 0 0 1 1 0; class 2 occurs nowhere
    private static final Confusion TABLE = Confusion.of(
            new float[] {3, 1, 0, 2, 1, 0, 0, 5, 0, 0, 1, 0, 1, 0, 0},
            Targets.single(List.of("a", "b", "c"), new int[] {0, 0, 0, 1, 1}));

    @Test
    void accuracy_ofFiveSamples_countsTheCorrectOnes() {
        assertThat(TABLE.accuracy()).isEqualTo(3 / 5.0);
        assertThat(TABLE.accuracy(0)).isEqualTo(2 / 3.0);
        assertThat(TABLE.accuracy(1)).isEqualTo(1 / 2.0);
        assertThat(TABLE.accuracy(2)).isNaN();
    }

    @Test
    void macroF1_leavesOutClassesThatDoNotOccur() {
        // class 0: TP 2, FP 1, FN 1 → 4/6; class 1: TP 1, FP 1, FN 1 → 2/4
        assertThat(TABLE.macroF1()).isCloseTo((4 / 6.0 + 2 / 4.0) / 2, within(1e-12));
    }

    @Test
    void accuracyUnder_aClientsShares_weighsTheClasses() {
        // 1 row of class 0, 3 rows of class 1, 9 of class 2 that has no test samples: (1 · 2/3 + 3 · 1/2) / 4
        assertThat(TABLE.accuracyUnder(new long[] {1, 3, 9})).isCloseTo((2 / 3.0 + 1.5) / 4, within(1e-12));
        assertThat(TABLE.accuracyUnder(new long[] {0, 0, 9})).isNaN();
    }

    @Test
    void prediction_ofEqualScores_isTheFirstClass() {
        Confusion tie = Confusion.of(new float[] {1, 1}, Targets.single(List.of("a", "b"), new int[] {1}));

        assertThat(tie.count(1, 0)).isEqualTo(1);
    }

    @Test
    void spread_ofThreeSeeds_isMeanAndSampleDeviation() {
        // mean 2, deviations −1, 0, 1: √(2 / 2) = 1
        assertThat(Spread.of(List.of(1.0, 2.0, 3.0, Double.NaN))).isEqualTo(new Spread(2, 1, 3));
        assertThat(Spread.of(List.of(4.0))).isEqualTo(new Spread(4, 0, 1));
    }
}

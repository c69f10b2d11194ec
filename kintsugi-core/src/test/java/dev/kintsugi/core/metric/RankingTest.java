package dev.kintsugi.core.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kintsugi.core.random.KeyedRandom;
import dev.kintsugi.core.random.RandomKey;
import org.junit.jupiter.api.Test;

class RankingTest {
    private static final double[] SCORES = {0.1, 0.8, 0.9, 0.4, 0.8};
    private static final boolean[] POSITIVE = {true, false, true, false, true};

    @Test
    void auroc_withATie_countsItHalf() {
        // Negatives 0.8 and 0.4. The positive 0.9 beats both, 0.8 ties with one and beats the other, 0.1 beats none:
        // (2 + 1.5 + 0) / (3 · 2)
        assertThat(Ranking.of(SCORES, POSITIVE).auroc()).isCloseTo(3.5 / 6, within(1e-15));
    }

    @Test
    void averagePrecision_withATie_takesTheTiedSamplesTogether() {
        // Recall grows by 1/3 at 0.9 (precision 1/1), at 0.8 (2 of 3) and at 0.1 (3 of 5).
        assertThat(Ranking.of(SCORES, POSITIVE).averagePrecision())
                .isCloseTo((1 + 2 / 3.0 + 3 / 5.0) / 3, within(1e-15));
    }

    @Test
    void auroc_manyTies_equalsTheCountOverAllPairs() {
        KeyedRandom random = RandomKey.of(1, "ranking").open();
        double[] scores = new double[300];
        boolean[] positive = new boolean[scores.length];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = random.nextInt(20) - 10;
            positive[i] = random.nextDouble() < 0.3;
        }
        double wins = 0;
        double pairs = 0;
        for (int p = 0; p < scores.length; p++) {
            for (int n = 0; n < scores.length; n++) {
                if (positive[p] && !positive[n]) {
                    wins += scores[p] > scores[n] ? 1 : scores[p] == scores[n] ? 0.5 : 0;
                    pairs++;
                }
            }
        }
        assertThat(Ranking.of(scores, positive).auroc()).isCloseTo(wins / pairs, within(1e-13));
    }

    @Test
    void allScoresEqual_giveChanceAndThePositiveShare() {
        Ranking ranking = Ranking.of(new double[] {-0.0, 0.0, 0, 0}, new boolean[] {true, false, false, false});

        assertThat(ranking.auroc()).isEqualTo(0.5);
        assertThat(ranking.averagePrecision()).isEqualTo(0.25);
    }

    @Test
    void nan_ranksLast() {
        Ranking ranking = Ranking.of(new double[] {Double.NaN, 1, 2}, new boolean[] {true, false, false});

        assertThat(ranking.auroc()).isZero();
    }

    @Test
    void withoutPositivesOrNegatives_isNotDefined() {
        Ranking none = Ranking.of(new double[] {1, 2}, new boolean[] {false, false});
        Ranking all = Ranking.of(new double[] {1, 2}, new boolean[] {true, true});

        assertThat(none.auroc()).isNaN();
        assertThat(none.averagePrecision()).isNaN();
        assertThat(all.auroc()).isNaN();
        assertThat(all.averagePrecision()).isEqualTo(1);
    }
}

package dev.kintsugi.methods.fedcmi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class ClassWiseTest {
    @Test
    void emphasis_whereTheFirstDominates_isOfClassesAboveTheMeanRatio() {
        // r = (0.8/0.1, 0.4/0.2) = (8, 2), mean 5 > 1; class 0: 1 + 2 ln(8/5); class 1: 2/5 < 1, so 1.
        assertThat(ClassWise.emphasis(new double[] {0.8, 0.4}, new double[] {0.1, 0.2}, 2))
                .containsExactly(new double[] {1 + 2 * Math.log(1.6), 1}, within(1e-12));
    }

    @Test
    void emphasis_whereTheSecondDominates_comparesWithOneOverTheMean() {
        // r = (1/8, 1/2), mean 5/16 <= 1; class 0: (8) / (16/5) = 2.5 (not 8 / mean(8, 2) = 1.6); class 1: 2 / 3.2 < 1.
        assertThat(ClassWise.emphasis(new double[] {0.1, 0.2}, new double[] {0.8, 0.4}, 2))
                .containsExactly(new double[] {1 + 2 * Math.log(2.5), 1}, within(1e-12));
    }

    @Test
    void emphasis_ofClassesWithoutSamplesOrWithoutProbability_isFinite() {
        // Class 1 has no samples: r = (2, 4) over the others, mean 3; class 2: 1 + ln(4/3).
        assertThat(ClassWise.emphasis(new double[] {0.4, 0, 0.8}, new double[] {0.2, 0, 0.2}, 1))
                .containsExactly(new double[] {1, 1, 1 + Math.log(4.0 / 3)}, within(1e-12));
        // r = (0, 1), mean 1/2; class 0 has r = 1e-8 / 0.5 in place of 0: 1 + ln(0.5 / 2e-8).
        assertThat(ClassWise.emphasis(new double[] {0, 0.5}, new double[] {0.5, 0.5}, 1))
                .containsExactly(new double[] {1 + Math.log(0.25e8), 1}, within(1e-9));
        assertThat(ClassWise.emphasis(new double[2], new double[2], 2)).containsExactly(1, 1);
    }

    @Test
    void number_ofAPair_doesNotDependOnItsOrder() {
        assertThat(ClassWise.pairs(3))
                .isEqualTo(List.of(new ClassWise.Pair(0, 1), new ClassWise.Pair(0, 2), new ClassWise.Pair(1, 2)));
        assertThat(ClassWise.number(3, 2, 0)).isEqualTo(1);
        assertThat(ClassWise.number(3, 0, 2)).isEqualTo(1);
    }
}

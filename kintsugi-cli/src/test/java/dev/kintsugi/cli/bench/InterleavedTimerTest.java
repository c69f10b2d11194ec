package dev.kintsugi.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class InterleavedTimerTest {
    @Test
    void time_ofTwoWorks_alternatesWhoGoesFirst() {
        StringBuilder order = new StringBuilder();

        InterleavedTimer.Pair pair = InterleavedTimer.time(() -> order.append('A'), () -> order.append('B'), 1, 3);

        assertThat(order).hasToString("AB" + "AB" + "BA" + "AB"); // warm-up, then three repetitions
        assertThat(pair.first().wallSeconds()).hasSize(3);
        assertThat(pair.second().wallSeconds()).hasSize(3);
    }

    @Test
    void ratioTo_ofNeighbours_isTheMedianOfTheQuotients() {
        Timings first = new Timings(new double[] {2, 9, 4}, new double[] {1, 1, 1});
        Timings second = new Timings(new double[] {1, 3, 4}, new double[] {2, 4, 8});

        // quotients 2, 3, 1; by processor time 1/2, 1/4, 1/8
        assertThat(first.ratioTo(second)).isEqualTo(2);
        assertThat(first.processorRatioTo(second)).isEqualTo(0.25);
        assertThat(first.median()).isEqualTo(4);
        assertThat(first.min()).isEqualTo(2);
        assertThat(first.max()).isEqualTo(9);
    }

    @Test
    void median_ofAnEvenCount_isTheMeanOfTheMiddle() {
        assertThat(Timings.median(4, 1, 3, 2)).isCloseTo(2.5, within(1e-12));
    }
}

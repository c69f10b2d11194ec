package dev.kintsugi.core.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ScheduleOptionsTest {
    @Test
    void cosine_afterItsWarmUp_goesFromOneToItsFloor() {
        ScheduleOptions cosine = new ScheduleOptions.Cosine(2, 0.1);

        assertThat(cosine.factor(1, 10)).isCloseTo(1 / 3.0, within(1e-12));
        assertThat(cosine.factor(2, 10)).isCloseTo(2 / 3.0, within(1e-12));
        assertThat(cosine.factor(3, 10)).isCloseTo(1, within(1e-12));
        // half of the 8 rounds after the warm-up: 0.1 + 0.9 · (1 + cos 90°) / 2 = 0.55
        assertThat(cosine.factor(7, 10)).isCloseTo(0.55, within(1e-12));
        assertThat(cosine.factor(10, 10)).isGreaterThan(0.1).isLessThan(0.2);
    }

    @Test
    void step_everyTenRounds_multipliesByGamma() {
        ScheduleOptions step = new ScheduleOptions.Step(10, 0.5);

        assertThat(step.factor(10, 30)).isEqualTo(1);
        assertThat(step.factor(11, 30)).isEqualTo(0.5);
        assertThat(step.factor(21, 30)).isEqualTo(0.25);
    }

    @Test
    void steps_ofAClient_countTheSmallLastBatch() {
        assertThat(LocalTraining.DEFAULTS.steps(33)).isEqualTo(2 * 2); // 2 epochs of 32 + 1 rows
    }
}

package dev.kintsugi.nn.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextTowerBenchTest {
    @Test
    void measure_smallTower_bothStepsGiveTheSameGradient() {
        TextTowerBench.Result result = TextTowerBench.measure(new TextTowerBench.Size(2, 32, 4, 5, 30, 4, 2));

        // the same calls in the same order: what differs would be another computation
        assertThat(result.largestDifference()).isZero();
        assertThat(result.layersMillis()).isPositive();
        assertThat(result.ratio()).isPositive();
    }
}

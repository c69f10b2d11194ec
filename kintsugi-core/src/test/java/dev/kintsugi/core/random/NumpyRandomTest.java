package dev.kintsugi.core.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers of numpy 2.4.6: {@code np.random.seed(s)}, then {@code random_sample}, {@code choice}, {@code binomial}. */
class NumpyRandomTest {
    @Test
    void doubles_areThoseOfNumpy() {
        NumpyRandom zero = NumpyRandom.seeded(0);
        assertThat(List.of(zero.nextDouble(), zero.nextDouble(), zero.nextDouble()))
                .containsExactly(0.5488135039273248, 0.7151893663724195, 0.6027633760716439);
        assertThat(NumpyRandom.seeded(4_000_000_000L).nextDouble()).isEqualTo(0.8765553184532914);
    }

    @Test
    void choice_afterDoubles_isThatOfNumpy() {
        NumpyRandom random = NumpyRandom.seeded(7);
        assertThat(List.of(random.nextDouble(), random.nextDouble(), random.nextDouble()))
                .containsExactly(0.07630828937395717, 0.7799187922401146, 0.4384092314408935);
        assertThat(IntStream.range(0, 5).map(i -> random.nextBelow(36))).containsExactly(23, 28, 14, 23, 8);
        assertThat(random.nextBelow(10)).isEqualTo(9);
    }

    @Test
    void choice_withoutDoubles_isThatOfNumpy() {
        NumpyRandom random = NumpyRandom.seeded(7);
        assertThat(IntStream.range(0, 12).map(i -> random.nextBelow(36)))
                .containsExactly(4, 25, 3, 19, 23, 28, 14, 23, 8, 25, 26, 8);
    }

    /** Above one half numpy draws the complement, so that the seeds are not those of a smaller probability and more. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0.1 | 4",
                "0.3 | 4 6 8 10 13 15",
                "0.5 | 0 3 4 6 8 10 13 14 15 18",
                "0.8 | 0 1 2 3 5 7 9 10 11 12 13 14 16 17 18 19",
                "1.0 | 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19",
                "0.0 | ''"
            })
    void bernoulli_ofTheSeedsTo19_isThatOfNumpy(double probability, String seeds) {
        assertThat(String.join(
                        " ",
                        IntStream.range(0, 20)
                                .filter(seed -> NumpyRandom.seeded(seed).nextBernoulli(probability))
                                .mapToObj(String::valueOf)
                                .toList()))
                .isEqualTo(seeds);
    }

    @Test
    void seed_thatNumpyRefuses_isRefused() {
        assertThatThrownBy(() -> NumpyRandom.seeded(-1)).hasMessageContaining("seed must lie in [0, 2^32)");
    }
}

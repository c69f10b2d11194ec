package dev.kintsugi.core.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Numbers of numpy 2.4.6 after {@code np.random.seed(s)}; those of distributions by
 * tools/parity/make_partition_fixtures.py.
 */
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
    void normalAndExponential_areThoseOfNumpy() {
        NumpyRandom normal = NumpyRandom.seeded(5);
        assertThat(List.of(normal.nextGaussian(), normal.nextGaussian(), normal.nextGaussian()))
                .containsExactly(0.44122748688504143, -0.33087015189408764, 2.43077118700778);
        NumpyRandom exponential = NumpyRandom.seeded(5);
        assertThat(List.of(exponential.nextExponential(), exponential.nextExponential()))
                .containsExactly(0.2510199773226526, 2.0458698788498744);
    }

    @ParameterizedTest
    @CsvSource({
        "0.3, 0.006624178853279243, 0.0052231889793812126, 0.09175266375114091, 0.4265033294590627",
        "1.0, 0.2510199773226526, 2.0458698788498744, 0.23157796536609507, 2.5085140191043713",
        "10.0, 11.104415830262884, 8.674009754546233, 19.364883096550145, 8.903873021457045"
    })
    void gamma_isThatOfNumpy(double shape, double first, double second, double third, double fourth) {
        NumpyRandom random = NumpyRandom.seeded(5);
        for (double expected : new double[] {first, second, third, fourth}) {
            assertThat(random.nextGamma(shape)).isCloseTo(expected, withinPercentage(1e-13));
        }
    }

    @Test
    void dirichlet_isThatOfNumpy() {
        assertThat(NumpyRandom.seeded(5).nextDirichlet(0.3, 4))
                .containsExactly(
                        new double[] {0.01249601368353447, 0.009853151976070694, 0.17308447841311048, 0.8045663559272844
                        },
                        within(1e-15));
    }

    @Test
    void multinomialOfOne_isThatOfNumpy() {
        NumpyRandom random = NumpyRandom.seeded(5);
        double[] shares = {0.1, 0.6, 0.05, 0.25};
        assertThat(IntStream.range(0, 12).map(i -> random.nextCategory(shares)))
                .containsExactly(3, 0, 1, 1, 1, 3, 3, 1, 1, 1, 1, 1);
    }

    @Test
    void shuffle_isThatOfNumpy() {
        int[] order = IntStream.range(0, 12).toArray();
        NumpyRandom.seeded(5).shuffleInPlace(order);
        assertThat(order).containsExactly(7, 5, 2, 9, 11, 4, 8, 1, 0, 10, 6, 3);
    }

    /** np.sum(1 / np.arange(3.0, n + 3)): one after the other, in eight lanes, and by halves. */
    @ParameterizedTest
    @CsvSource({"7, 1.328968253968254", "8, 1.4289682539682538", "100, 3.707082429307257", "300, 4.789297397713862"})
    void sum_hasTheBitsOfNumpy(int count, double expected) {
        double[] values =
                IntStream.range(0, count).mapToDouble(i -> 1 / (i + 3.0)).toArray();
        assertThat(NumpyRandom.sum(values)).isEqualTo(expected);
    }

    @Test
    void seed_thatNumpyRefuses_isRefused() {
        assertThatThrownBy(() -> NumpyRandom.seeded(-1)).hasMessageContaining("seed must lie in [0, 2^32)");
    }
}

package dev.kintsugi.engine.missing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers of FedMultimodal's {@code simulation_manager.py} with numpy 2.4.6. */
class ReleasedConfusionsTest {
    @Test
    void matrix_ofSixClasses_isThatOfTheReleasedCode() {
        double[] matrix = ReleasedConfusions.matrix(0.4, 6, 3);

        double[][] expected = {
            {0.6, 0.1, 0.1, 0, 0.1, 0.1},
            {0.4 / 3, 0.6, 0, 0.4 / 3, 0, 0.4 / 3},
            {0.1, 0.1, 0.6, 0.1, 0.1, 0},
            {0.4 / 3, 0, 0, 0.6, 0.4 / 3, 0.4 / 3},
            {0, 0.2, 0, 0.2, 0.6, 0},
            {0.1, 0.1, 0, 0.1, 0.1, 0.6}
        };
        for (int pair = 0; pair < 36; pair++) {
            assertThat(matrix[pair]).isCloseTo(expected[pair / 6][pair % 6], within(1e-15));
        }
    }

    /** The labels that the classes of clients 0 to 299 become, digested by {@code h = 31 h + label + 1 mod 2³²}. */
    @ParameterizedTest
    @CsvSource({
        "4, 0.2, 1039190028",
        "4, 0.4, 3796180074",
        "6, 0.2, 3083615567",
        "6, 0.4, 57946451",
        "8, 0.4, 468176815",
        "51, 0.4, 3355735251"
    })
    void labels_ofThreeHundredClients_areThoseOfTheReleasedCode(int classes, double rate, long digest) {
        int found = 0;
        for (int client = 0; client < 300; client++) {
            for (int label : ReleasedConfusions.labels(rate, classes, client)) {
                found = 31 * found + label + 1;
            }
        }
        assertThat(Integer.toUnsignedLong(found)).isEqualTo(digest);
    }

    @Test
    void twoClasses_areFlippedTogether() {
        // np.random.seed(4); np.random.binomial(1, 0.1) is 1, after seed 3 it is 0
        assertThat(ReleasedConfusions.labels(0.1, 2, 4)).containsExactly(1, 0);
        assertThat(ReleasedConfusions.labels(0.1, 2, 3)).containsExactly(0, 1);
    }
}

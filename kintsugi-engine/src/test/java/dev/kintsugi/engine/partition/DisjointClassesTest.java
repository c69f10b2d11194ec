package dev.kintsugi.engine.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.core.error.ConfigException;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DisjointClassesTest {
    /**
     * The class maps of ten clients for the data sets of FedPGP, as its released code gives them with Python 3.11:
     * {@code random.seed(2023)}, {@code random.shuffle(list(range(C)))}, blocks of {@code int(round(C / 10))}.
     */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            Pets base        | 19 | [2,7][3,0][16,6][13,8][4,11][1,15][5,17][9,10][18,14][12]
            Pets all         | 37 | [18,14,23,10][8,4,13,19][12,29,34,15][2,32,1,11][31,0,35,7][5,27,16,30][17,22,26,9][33,3,25,6][21,20,36,28][24]
            DTD base         | 24 | [21,9][7,6][0,5][1,15][2,13][20,8][11,4][17,16][3,19][18,10,23,14,22,12]
            DTD all          | 47 | [45,3,23,43,22][9,18,12,26,17][37,16,13,27,8][10,31,15,41,25][1,4,35,2,32][38,0,42,5,30][29,14,11,40,33][34,19,7,6,21][36,39,20,46,28][44,24]
            Flowers base     | 51 | [23,43,46,12,5][30,26,18,3,9][47,0,31,42,8][48,29,16,10,17][38,15,27,41,32][25,22,4,49,2][37,13,1,35,14][11,45,33,34,19][7,6,40,21,36][39,20,50,28,44,24]
            Caltech base     | 50 | [23,42,45,12,5][29,25,18,3,9][46,0,13,48,8][27,47,16,10,17][43,15,26,30,31][22,4,35,2,32][41,1,37,14,11][38,33,34,19,7][6,40,21,36,39][20,49,28,44,24]
            """)
    void map_ofPublishedDataSets_isExactlyThatOfTheReleasedCode(String name, int classes, String expected) {
        String map = DisjointClasses.map(classes, 10, 2023).stream()
                .map(own -> Arrays.stream(own).mapToObj(String::valueOf).collect(Collectors.joining(",", "[", "]")))
                .collect(Collectors.joining());

        assertThat(map).isEqualTo(expected.strip());
    }

    /**
     * Numbers of Python 3.11: after {@code random.seed(2023)} and the shuffle of 19 classes, four of the 30 rows of
     * each class, client by client, for the labels {@code 7 i mod 19}: class 2 first occurs in row 3, class 7 in row 1.
     */
    @Test
    void fewRows_afterTheShuffle_areThoseOfPythonsGenerator() {
        int[] labels = IntStream.range(0, 19 * 30).map(row -> 7 * row % 19).toArray();

        int[][] rows = DisjointClasses.fewRows(DisjointClasses.map(19, 10, 2023), labels, 4, 2023);

        assertThat(rows[0]).containsExactly(39, 362, 77, 419, 516, 478, 22, 117);
        assertThat(rows[9]).containsExactly(113, 512, 455, 284);
        int[][] all = DisjointClasses.fewRows(DisjointClasses.map(19, 10, 2023), labels, 31, 2023);
        assertThat(all[9]).as("a class of 30 rows has no 31").hasSize(30);
    }

    @Test
    void map_blockOfHalf_roundsToEven() {
        // 25 / 10 = 2.5 gives 2, so that the last client has 25 − 9 · 2 = 7; 15 / 10 = 1.5 gives 2, too much for ten.
        assertThat(DisjointClasses.map(25, 10, 1).get(9)).hasSize(7);
        assertThatThrownBy(() -> DisjointClasses.map(15, 10, 1))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("round(15 classes / 10 clients) gives blocks of 2, which leaves 2 of the 10");
    }

    @Test
    void map_moreClientsThanClasses_isAnErrorWithTheNumbers() {
        // EuroSAT base: 5 / 10 = 0.5 rounds to 0, and the last client would have all five.
        assertThatThrownBy(() -> DisjointClasses.map(5, 10, 2023))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "partition.clients: round(5 classes / 10 clients) gives blocks of 0, which leaves 9 of the 10"
                                + " clients without a class; 5 clients are possible");
    }

    @Test
    void map_oneClient_hasAllClasses() {
        assertThat(DisjointClasses.map(7, 1, 2023).get(0)).hasSize(7);
    }
}

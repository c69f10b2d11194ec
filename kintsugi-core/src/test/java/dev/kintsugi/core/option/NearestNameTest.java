package dev.kintsugi.core.option;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNameTest {
    @ParameterizedTest
    @CsvSource({
        "rounds, rounds, 0",
        "ronds, rounds, 1", // insert u
        "ruonds, rounds, 1", // swap u and o
        "rounds, bounds, 1", // replace r
        "kitten, sitting, 3", // k→s, e→i, insert g
        "'', abc, 3",
    })
    void distance_ofTwoTexts_countsEdits(String from, String to, int edits) {
        assertThat(NearestName.distance(from, to)).isEqualTo(edits);
        assertThat(NearestName.distance(to, from)).isEqualTo(edits);
    }

    @Test
    void among_farFromAll_isEmpty() {
        assertThat(NearestName.among(List.of("rounds", "seed"), "temperature")).isEmpty();
        assertThat(NearestName.among(List.of("rounds", "seed"), "sed")).contains("seed");
    }

    @Test
    void keys_ofComponents_areInKebabCase() {
        assertThat(KebabCase.key("localEpochs")).isEqualTo("local-epochs");
        assertThat(KebabCase.key("l2Norm")).isEqualTo("l2-norm");
        assertThat(KebabCase.name(Pottery.Form.TEA_BOWL)).isEqualTo("tea-bowl");
    }
}

package dev.kintsugi.core.parameter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.error.ShapeException;
import org.junit.jupiter.api.Test;

class WeightedMeanTest {
    private static ParameterSet set(String name, float... values) {
        return ParameterSet.of(name, FloatArray.copyOf(new long[] {values.length}, values));
    }

    @Test
    void result_ofTwoClients_matchesHandComputation() {
        WeightedMean mean = new WeightedMean();
        mean.add(set("p", 1, 0), 3);
        mean.add(set("p", 5, 4), 1);

        // (3·[1, 0] + 1·[5, 4]) / 4 = [2, 1]
        assertThat(mean.result()).isEqualTo(set("p", 2, 1));
    }

    @Test
    void result_ofAParameterThatOneClientLacks_weighsOnlyItsHolders() {
        WeightedMean mean = new WeightedMean();
        mean.add(set("image", 1).plus(set("text", 8)), 3);
        mean.add(set("image", 5), 1);

        // image: (3·1 + 1·5) / 4; text: its one holder
        assertThat(mean.result()).isEqualTo(set("image", 2).plus(set("text", 8)));
    }

    @Test
    void result_ofEqualValues_keepsTheirBits() {
        WeightedMean mean = new WeightedMean();
        for (int i = 0; i < 10; i++) {
            mean.add(set("p", 0.1f), 1);
        }
        assertThat(mean.result()).isEqualTo(set("p", 0.1f)); // in float, ten times 0.1f does not sum to 1
    }

    @Test
    void result_withoutWeight_leavesTheParameterOut() {
        WeightedMean mean = new WeightedMean();
        mean.add(set("p", 1), 0);

        assertThat(mean.result().isEmpty()).isTrue();
    }

    @Test
    void add_ofAnotherShapeOrANegativeWeight_isAnErrorThatNamesIt() {
        WeightedMean mean = new WeightedMean();
        mean.add(set("p", 1, 2), 1);

        assertThatThrownBy(() -> mean.add(set("p", 1), 1))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("tensor 'p' has shape [1], expected [2]");
        assertThatThrownBy(() -> mean.add(set("p", 1, 2), -1))
                .isInstanceOf(ConfigException.class)
                .hasMessage("weight of 'p' must be 0 or more, but was -1.0");
    }
}

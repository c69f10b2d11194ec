package dev.kintsugi.methods.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class BlockPoolingTest {
    @Test
    void maximum_ofSeries_isTheGreatestOfEveryPairAndDropsTheRest() {
        try (PointerScope scope = new PointerScope()) {
            Tensor input = TensorBridge.tensor(new float[] {1, 5, 7, 2, 9, -1, -3, -2, -8, 0}, 2, 1, 1, 5);
            Tensor found = BlockPooling.maximum(input, 2);
            assertThat(found.shape()).containsExactly(2, 1, 1, 2);
            assertThat(TensorBridge.floats(found)).containsExactly(5, 7, -1, -2);
        }
    }

    @Test
    void maximum_ofEqualValues_givesTheFirstAllOfTheGradient() {
        LayerRun run = LayerRun.of(
                List.of(ParameterSet.empty()),
                new float[] {3, 3, 1, 2},
                new long[] {1, 1, 1, 4},
                (parameters, input) -> BlockPooling.maximum(input, 2));
        float[] weights = LayerRun.draws("weights", 2); // of the two outputs in the sum that is derived
        assertThat(run.values().get("input")).containsExactly(weights[0], 0, 0, weights[1]);
    }

    @Test
    void maximum_ofPicturesWithPadding_neverTakesThePadding() {
        try (PointerScope scope = new PointerScope()) {
            Tensor input = TensorBridge.tensor(new float[] {-1, -2, -3, -4}, 1, 1, 1, 2, 2);
            Tensor found = BlockPooling.maximum(input, 3, 2, 1);
            assertThat(found.shape()).containsExactly(1, 1, 1, 1, 1);
            assertThat(TensorBridge.floats(found)).containsExactly(-1);
        }
    }

    @Test
    void mean_ofPictures_isTheMeanOverAllPlaces() {
        try (PointerScope scope = new PointerScope()) {
            Tensor input = TensorBridge.tensor(new float[] {1, 2, 3, 4, 10, 20, 30, 40}, 1, 1, 2, 2, 2);
            Tensor found = BlockPooling.mean(input);
            assertThat(found.shape()).containsExactly(1, 1, 2);
            assertThat(TensorBridge.floats(found)).containsExactly(2.5f, 25);
        }
    }

    @Test
    void adaptiveMean_ofFivePlacesInTwoParts_sharesTheMiddleOne() {
        try (PointerScope scope = new PointerScope()) {
            // parts reach over 0 … 2 and 2 … 4: (1 + 2 + 3) / 3 and (3 + 4 + 8) / 3
            Tensor input = TensorBridge.tensor(new float[] {1, 2, 3, 4, 8}, 1, 1, 1, 5);
            assertThat(TensorBridge.floats(BlockPooling.adaptiveMean(input, 2))).containsExactly(2, 5);
        }
    }

    @Test
    void maximum_ofVectors_namesTheShapesThatItTakes() {
        try (PointerScope scope = new PointerScope()) {
            Tensor input = TensorBridge.tensor(new float[] {1, 2}, 1, 1, 2);
            assertThatThrownBy(() -> BlockPooling.maximum(input, 2))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("[1, 1, 2]")
                    .hasMessageContaining("[clients, size, channels, length]");
        }
    }
}

package dev.kintsugi.nn.pretrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kintsugi.core.data.FeatureTable;
import dev.kintsugi.nn.layer.Activation;
import dev.kintsugi.nn.tensor.TensorBridge;
import dev.kintsugi.nn.tensor.Weights;
import dev.kintsugi.nn.vilt.GridViltTransformer;
import dev.kintsugi.nn.vilt.ViltConfig;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class GridImagesTest {
    private static final int CHANNELS = 6;
    private static final int PLACES = 4;

    /** Features whose mean and deviation differ from channel to channel. */
    private record Ramp(int rows) implements FeatureTable {
        @Override
        public int width() {
            return PLACES * CHANNELS;
        }

        @Override
        public void copyRow(int row, float[] into, int offset) {
            for (int i = 0; i < width(); i++) {
                into[offset + i] = (row * 7 + i * 3) % 11 * (0.1f + i % CHANNELS);
            }
        }
    }

    @Test
    void images_ofTheTrainingRows_haveMeanZeroAndDeviationOnePerChannel() {
        GridImages images = GridImages.of(new Ramp(3), new float[PLACES * CHANNELS], PLACES);
        try (PointerScope scope = new PointerScope()) {
            float[] values = TensorBridge.floats(images.images(new int[] {0, 1, 2}));
            for (int channel = 0; channel < CHANNELS; channel++) {
                double sum = 0;
                double squares = 0;
                for (int i = channel; i < values.length; i += CHANNELS) {
                    sum += values[i];
                    squares += values[i] * values[i];
                }
                assertThat(sum / (3 * PLACES)).isCloseTo(0, within(1e-5));
                assertThat(squares / (3 * PLACES)).isCloseTo(1, within(1e-4));
            }
        }
    }

    @Test
    void folded_weights_takeFeaturesAsTheyAre() {
        ViltConfig config = new ViltConfig(40, 1, 2, 8, 16, 1, 2, 32, Activation.GELU, 1e-12, 1, 1, -1);
        GridImages images = GridImages.of(new Ramp(9), new float[PLACES * CHANNELS], PLACES);
        try (TrainableVilt model = TrainableVilt.ofGrid(config, CHANNELS, PLACES, 0, 1);
                PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Map<String, Tensor> folded = new TreeMap<>();
            images.folded(model.weights().asMap())
                    .forEach((name, tensor) -> folded.put(name, TensorBridge.keep(tensor.clone())));
            float[] expected = TensorBridge.floats(model.embedImages(images.images(new int[] {5})));
            try (Weights written = new Weights("written", folded)) {
                float[] row = new float[PLACES * CHANNELS];
                new Ramp(9).copyRow(5, row, 0);
                Tensor plain = TensorBridge.tensor(row, 1, PLACES, CHANNELS);
                assertThat(TensorBridge.floats(
                                new GridViltTransformer(written, config, CHANNELS, PLACES).embedSquares(plain)))
                        .containsExactly(expected, within(1e-4f));
            }
        }
    }
}

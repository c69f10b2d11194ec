package dev.kintsugi.methods.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.round.ClientTask;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class BlockDropoutTest {
    private static final ClientTask FIRST = task("a");
    private static final ClientTask SECOND = task("b");

    private static ClientTask task(String client) {
        return new ClientTask(2, 5, client, 7, ParameterSet.empty());
    }

    @Test
    void apply_toABlock_dropsTheSameBitsAsOneByOneWithFewerRowsOfPadding() {
        float[] block = dropped(BlockDropout.of(List.of(FIRST, SECOND), 3), 2, 4, 5, 0.4);
        float[] alone = dropped(BlockDropout.of(List.of(SECOND), 3), 1, 3, 5, 0.4);
        assertThat(Arrays.copyOfRange(block, 20, 35)).isEqualTo(alone);
        assertThat(Arrays.copyOfRange(block, 0, 15)).isNotEqualTo(alone);
    }

    @Test
    void apply_toAnotherStepOrLayer_dropsOthers() {
        float[] one = dropped(BlockDropout.of(List.of(FIRST), 3), 1, 4, 25, 0.5);
        assertThat(dropped(BlockDropout.of(List.of(FIRST), 4), 1, 4, 25, 0.5)).isNotEqualTo(one);
        assertThat(dropped(BlockDropout.of(List.of(FIRST), 3), 1, 4, 25, 0.5)).isEqualTo(one);
    }

    @Test
    void apply_toOnes_keepsTheMeanAndTheShareOfTheRate() {
        float[] values = dropped(BlockDropout.of(List.of(FIRST), 0), 1, 100, 1000, 0.1);
        int zeros = 0;
        double sum = 0;
        for (float value : values) {
            zeros += value == 0 ? 1 : 0;
            sum += value;
        }
        // deviation of the share: √(0.1 · 0.9 / 100 000) ≈ 0.00095; four of them
        assertThat(zeros / 100_000.0).isCloseTo(0.1, within(0.004));
        assertThat(sum / 100_000).isCloseTo(1, within(0.0045));
        assertThat(values).containsOnly(0, (float) (1 / 0.9));
    }

    @Test
    void none_returnsItsArgument() {
        try (PointerScope scope = new PointerScope()) {
            Tensor input = TensorBridge.tensor(new float[] {1, 2}, 1, 1, 2);
            assertThat(BlockDropout.none().apply("layer", input, 0.5)).isSameAs(input);
        }
    }

    @Test
    void apply_withARateOfOne_saysWhatIsAllowed() {
        try (PointerScope scope = new PointerScope()) {
            Tensor input = TensorBridge.tensor(new float[] {1, 2}, 1, 1, 2);
            assertThatThrownBy(() -> BlockDropout.of(List.of(FIRST), 0).apply("layer", input, 1))
                    .hasMessage("rate must be in [0, 1), but was 1.0");
        }
    }

    private static float[] dropped(BlockDropout dropout, int clients, int size, int width, double rate) {
        float[] ones = new float[clients * size * width];
        Arrays.fill(ones, 1);
        try (PointerScope scope = new PointerScope()) {
            return TensorBridge.floats(dropout.apply("layer", TensorBridge.tensor(ones, clients, size, width), rate));
        }
    }
}

package dev.kintsugi.methods.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.pytorch.global.torch.group_norm;
import static org.bytedeco.pytorch.global.torch.layer_norm;

import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.TensorOptional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlockNormTest {
    private static final String NAME = "norm";
    private static final double EPSILON = 1e-5;

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void group_ofPictures_equalsTorchPerClient(int clients) {
        long[] shape = {clients, 2, 6, 3, 4};
        float[] input = LayerRun.draws("input", LayerRun.count(shape));

        LayerRun found =
                LayerRun.of(starts(clients, 6), input, shape, (p, x) -> BlockNorm.group(p, NAME, x, 3, EPSILON));

        found.assertEquals(LayerRun.perClient(
                starts(clients, 6),
                input,
                shape,
                (p, x) -> group_norm(
                                x.select(0, 0),
                                3,
                                new TensorOptional(p.get(NAME + ".weight").select(0, 0)),
                                new TensorOptional(p.get(NAME + ".bias").select(0, 0)),
                                EPSILON,
                                false)
                        .unsqueeze(0)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void layer_ofTokens_equalsTorchPerClient(int clients) {
        long[] shape = {clients, 2, 3, 6};
        float[] input = LayerRun.draws("input", LayerRun.count(shape));

        LayerRun found = LayerRun.of(starts(clients, 6), input, shape, (p, x) -> BlockNorm.layer(p, NAME, x, EPSILON));

        found.assertEquals(LayerRun.perClient(
                starts(clients, 6),
                input,
                shape,
                (p, x) -> layer_norm(
                                x.select(0, 0),
                                new long[] {6},
                                new TensorOptional(p.get(NAME + ".weight").select(0, 0)),
                                new TensorOptional(p.get(NAME + ".bias").select(0, 0)),
                                EPSILON,
                                false)
                        .unsqueeze(0)));
    }

    @Test
    void group_whenEveryOtherSampleAndClientChanges_keepsThisOnesBits() {
        long[] shape = {2, 3, 4, 5};
        assertThat(sampleOf(LayerRun.draws("input", 120), shape, 1, 2))
                .isEqualTo(sampleOf(changedBut(1, 2), shape, 1, 2));
    }

    private static float[] changedBut(int client, int sample) {
        float[] input = LayerRun.draws("input", 120);
        float[] others = LayerRun.draws("others", 120);
        int from = (client * 3 + sample) * 20;
        for (int i = 0; i < input.length; i++) {
            input[i] = i >= from && i < from + 20 ? input[i] : 100 * others[i];
        }
        return input;
    }

    private static float[] sampleOf(float[] input, long[] shape, int client, int sample) {
        try (PointerScope scope = new PointerScope()) {
            float[] output = TensorBridge.floats(BlockNorm.group(
                    BlockParameters.stack(starts(2, 4)), NAME, TensorBridge.tensor(input, shape), 2, EPSILON));
            int from = (client * 3 + sample) * 20;
            return Arrays.copyOfRange(output, from, from + 20);
        }
    }

    private static List<ParameterSet> starts(int clients, int width) {
        return IntStream.range(0, clients)
                .mapToObj(k -> ParameterSet.of(Map.of(
                        NAME + ".weight", FloatArray.copyOf(new long[] {width}, LayerRun.draws("weight " + k, width)),
                        NAME + ".bias", FloatArray.copyOf(new long[] {width}, LayerRun.draws("bias " + k, width)))))
                .toList();
    }
}

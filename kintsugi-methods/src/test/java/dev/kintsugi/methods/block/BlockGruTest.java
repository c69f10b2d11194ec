package dev.kintsugi.methods.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.pytorch.global.torch.gru;
import static org.bytedeco.pytorch.global.torch.zeros;

import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.methods.parameter.ParameterLayout;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlockGruTest {
    private static final String NAME = "gru";
    private static final int HIDDEN = 4;

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void run_ofAnyBlock_equalsTorchPerClient(int clients) {
        assertEqualsTorch(clients, (p, x) -> BlockGru.run(p, NAME, x));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void plainTwin_ofAnyBlock_equalsTorchPerClient(int clients) {
        assertEqualsTorch(clients, (p, x) -> BlockGru.stepByStep(p, NAME, x));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void unrolled_ofAnyBlock_equalsTorchPerClient(int clients) {
        assertEqualsTorch(clients, (p, x) -> BlockGru.unrolled(p, NAME, x));
    }

    private static void assertEqualsTorch(int clients, LayerRun.Layer layer) {
        ParameterLayout layout = new ParameterLayout();
        layout.gru(NAME, NAME, Optional.empty(), 5, HIDDEN);
        List<ParameterSet> starts =
                LongStream.range(0, clients).mapToObj(layout::initial).toList();
        long[] shape = {clients, 2, 6, 5};
        float[] input = LayerRun.draws("input", LayerRun.count(shape));

        LayerRun found = LayerRun.of(starts, input, shape, layer);

        found.assertEquals(LayerRun.perClient(starts, input, shape, BlockGruTest::torchs));
    }

    private static Tensor torchs(BlockParameters parameters, Tensor input) {
        TensorVector weights = new TensorVector(
                parameters.get(NAME + ".weight_ih").select(0, 0),
                parameters.get(NAME + ".weight_hh").select(0, 0),
                parameters.get(NAME + ".bias_ih").select(0, 0),
                parameters.get(NAME + ".bias_hh").select(0, 0));
        Tensor start = zeros(1, input.size(1), HIDDEN);
        return gru(input.select(0, 0), start, weights, true, 1, 0, false, false, true)
                .get0()
                .unsqueeze(0);
    }

    @Test
    void run_ofOneUnit_equalsTheFormulasWrittenOut() {
        // One unit, one number 1, state 0, rows r, z, n: r = σ(0.5 + 0.1 + 0.3), z = σ(-0.4 + 0.2 - 0.1),
        // n = tanh(0.8 - 0.3 + r · 0.6), h = (1 - z) · n + z · 0; W_h does not matter at the state 0.
        ParameterSet client = ParameterSet.of(Map.of(
                NAME + ".weight_ih", FloatArray.copyOf(new long[] {3, 1}, new float[] {0.5f, -0.4f, 0.8f}),
                NAME + ".weight_hh", FloatArray.copyOf(new long[] {3, 1}, new float[] {7, 8, 9}),
                NAME + ".bias_ih", FloatArray.copyOf(new long[] {3}, new float[] {0.1f, 0.2f, -0.3f}),
                NAME + ".bias_hh", FloatArray.copyOf(new long[] {3}, new float[] {0.3f, -0.1f, 0.6f})));
        double reset = 1 / (1 + Math.exp(-0.9));
        double update = 1 / (1 + Math.exp(0.3));
        double expected = (1 - update) * Math.tanh(0.5 + reset * 0.6);
        try (PointerScope scope = new PointerScope()) {
            Tensor input = TensorBridge.tensor(new float[] {1, 1}, 2, 1, 1, 1);
            Tensor found = BlockGru.run(BlockParameters.stack(List.of(client, client)), NAME, input);
            assertThat((double) TensorBridge.floats(found)[0]).isCloseTo(expected, within(1e-6));
        }
    }
}

package dev.kintsugi.methods.block;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.ParameterSet;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against numbers of PyTorch 2.6 in Python, printed by {@code tools/parity/make_layer_values.py}. */
class BlockLayersParityTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void gru_ofEqualClients_equalsPyTorch(int clients) {
        ParameterSet client = ParameterSet.of(Map.of(
                "gru.weight_ih", waves(0, 6, 2),
                "gru.weight_hh", waves(1, 6, 2),
                "gru.bias_ih", waves(2, 6),
                "gru.bias_hh", waves(3, 6)));

        LayerRun run = run(client, clients, new long[] {clients, 1, 3, 2}, (p, x) -> BlockGru.run(p, "gru", x));

        assertEveryClient(run, "output", 0.7885158f, -0.0777799f, 0.7560723f, 0.4944137f, -0.3872062f, 0.7751123f);
        assertEveryClient(run, "input", 0.1228944f, -0.3578400f, 0.2270205f, -0.3219050f, 0.1311885f, -0.2175977f);
        assertEveryClient(
                run,
                "gru.weight_hh",
                0.0813275f,
                0.0115815f,
                0.0218519f,
                -0.0022673f,
                0.2078078f,
                0.1344598f,
                -0.1964333f,
                -0.0430823f,
                0.4730923f,
                0.1123898f,
                0.1913092f,
                -0.0148393f);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void convolutionNormAndPooling_ofEqualClients_equalPyTorch(int clients) {
        ParameterSet client = ParameterSet.of(Map.of(
                "convolution.weight", waves(0, 4, 2, 3),
                "convolution.bias", waves(1, 4),
                "norm.weight", waves(0, 4),
                "norm.bias", waves(1, 4)));

        LayerRun run = run(client, clients, new long[] {clients, 1, 2, 6}, (p, x) -> {
            Tensor convolved = BlockConvolution.series(p, "convolution", x, 2, 1);
            return BlockPooling.maximum(BlockNorm.group(p, "norm", convolved, 2, 1e-5), 2);
        });

        assertEveryClient(run, "output", 0.8414710f, 1.9979638f, 1.3218791f, -0.8542262f);
        assertEveryClient(
                run,
                "input",
                0.7000079f,
                2.2446373f,
                0.5027440f,
                1.2463179f,
                -1.5589000f,
                -2.4868124f,
                -0.3966297f,
                -2.0698438f,
                -0.4687957f,
                -1.6120532f,
                1.2675003f,
                2.4980278f);
    }

    /** Derives the plain sum of the outputs, as the script does. */
    private static LayerRun run(ParameterSet client, int clients, long[] shape, LayerRun.Layer layer) {
        List<ParameterSet> block = Collections.nCopies(clients, client);
        long[] alone = shape.clone();
        alone[0] = 1;
        float[] own = waves(0.5, alone).toArray();
        float[] input = new float[clients * own.length];
        for (int k = 0; k < clients; k++) {
            System.arraycopy(own, 0, input, k * own.length, own.length);
        }
        return LayerRun.ofSum(block, input, shape, layer);
    }

    private static void assertEveryClient(LayerRun run, String name, float... expected) {
        float[] found = Objects.requireNonNull(run.values().get(name));
        for (int from = 0; from < found.length; from += expected.length) {
            assertThat(Arrays.copyOfRange(found, from, from + expected.length))
                    .as(name)
                    .usingComparatorWithPrecision(1e-5f)
                    .containsExactly(expected);
        }
    }

    /** Returns {@code sin(i + shift)}. */
    private static FloatArray waves(double shift, long... shape) {
        float[] values = new float[LayerRun.count(shape)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.sin(i + shift);
        }
        return FloatArray.copyOf(shape, values);
    }
}

package dev.kintsugi.methods.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.pytorch.global.torch.conv1d;
import static org.bytedeco.pytorch.global.torch.conv2d;

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
import org.bytedeco.pytorch.TensorOptional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlockConvolutionTest {
    private static final String NAME = "convolution";

    @ParameterizedTest
    @CsvSource({"1, 5, 1, 2", "3, 5, 1, 2", "3, 3, 2, 0", "1, 4, 3, 1", "2, 1, 1, 0"})
    void series_ofAnyBlock_equalsTorchPerClient(int clients, int kernel, int stride, int padding) {
        ParameterLayout layout = new ParameterLayout();
        layout.convolution(NAME, NAME, Optional.empty(), 3, 4, kernel);
        long[] shape = {clients, 2, 3, 16};
        float[] input = LayerRun.draws("input", LayerRun.count(shape));

        LayerRun found = LayerRun.of(
                starts(layout, clients), input, shape, (p, x) -> BlockConvolution.series(p, NAME, x, stride, padding));

        found.assertEquals(LayerRun.perClient(
                starts(layout, clients),
                input,
                shape,
                (p, x) -> conv1d(
                                x.squeeze(0),
                                p.get(NAME + ".weight").squeeze(0),
                                new TensorOptional(p.get(NAME + ".bias").squeeze(0)),
                                new long[] {stride},
                                new long[] {padding},
                                new long[] {1},
                                1)
                        .unsqueeze(0)));
    }

    @Test
    void plainTwins_ofALayerAfterALayer_equalTheFastForms() {
        ParameterLayout layout = new ParameterLayout();
        layout.convolution("first", "first", Optional.empty(), 3, 4, 5);
        layout.convolution("second", "second", Optional.empty(), 4, 6, 5);
        long[] shape = {3, 2, 3, 16};
        float[] input = LayerRun.draws("input", LayerRun.count(shape));

        LayerRun fast = LayerRun.of(starts(layout, 3), input, shape, (p, x) -> {
            Tensor between = BlockPooling.maximum(BlockConvolution.series(p, "first", x, 1, 2), 2);
            return BlockPooling.maximum(BlockConvolution.series(p, "second", between, 1, 2), 2);
        });

        fast.assertEquals(LayerRun.of(starts(layout, 3), input, shape, (p, x) -> {
            Tensor between = plain(p, "first", x);
            return plain(p, "second", between);
        }));
    }

    private static Tensor plain(BlockParameters parameters, String name, Tensor input) {
        return BlockPooling.plainMaximum(
                BlockConvolution.oneByOne(parameters, name, input, new long[] {1}, new long[] {2}), 2, 2, 0);
    }

    @ParameterizedTest
    @CsvSource({"1, 3, 1, 1", "3, 3, 1, 1", "3, 3, 2, 1", "2, 1, 2, 0", "3, 7, 2, 3"})
    void picture_ofAnyBlock_equalsTorchPerClient(int clients, int kernel, int stride, int padding) {
        ParameterLayout layout = new ParameterLayout();
        layout.convolutionWithoutBias(NAME, NAME, Optional.empty(), 3, 4, kernel, kernel);
        long[] shape = {clients, 2, 3, 8, 9};
        float[] input = LayerRun.draws("input", LayerRun.count(shape));

        LayerRun found = LayerRun.of(
                starts(layout, clients), input, shape, (p, x) -> BlockConvolution.picture(p, NAME, x, stride, padding));

        found.assertEquals(LayerRun.perClient(
                starts(layout, clients),
                input,
                shape,
                (p, x) -> conv2d(
                                x.squeeze(0),
                                p.get(NAME + ".weight").squeeze(0),
                                new TensorOptional(),
                                new long[] {stride, stride},
                                new long[] {padding, padding},
                                new long[] {1, 1},
                                1)
                        .unsqueeze(0)));
    }

    @Test
    void series_ofSmallNumbers_equalsTheSumWrittenOut() {
        // kernel (1, 2, 3), bias 10, padding 1: 10 + 2·1 + 3·2 = 18; 10 + 1 + 4 + 9 = 24; 10 + 2 + 6 = 18
        ParameterSet client = ParameterSet.of(Map.of(
                NAME + ".weight", FloatArray.copyOf(new long[] {1, 1, 3}, new float[] {1, 2, 3}),
                NAME + ".bias", FloatArray.copyOf(new long[] {1}, new float[] {10})));
        try (PointerScope scope = new PointerScope()) {
            Tensor input = TensorBridge.tensor(new float[] {1, 2, 3}, 1, 1, 1, 3);
            Tensor found = BlockConvolution.series(BlockParameters.stack(List.of(client)), NAME, input, 1, 1);
            assertThat(TensorBridge.floats(found)).containsExactly(18, 24, 18);
        }
    }

    private static List<ParameterSet> starts(ParameterLayout layout, int clients) {
        return LongStream.range(0, clients).mapToObj(layout::initial).toList();
    }
}

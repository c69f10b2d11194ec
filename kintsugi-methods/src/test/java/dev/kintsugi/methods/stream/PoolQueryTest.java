package dev.kintsugi.methods.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.nn.backbone.SingleStream;
import dev.kintsugi.nn.tensor.TensorBridge;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PoolQueryTest {
    /** The reference is what a sample gives that is filled throughout, padding aside: relative to it, it is zero. */
    @ParameterizedTest
    @EnumSource
    void query_ofASampleThatIsFilledThroughout_isTheReference(PoolOptions.Query kind) {
        SingleStream backbone = TinyStreamWorkplace.singleStream();
        int tokens = 0;
        for (Modality modality : backbone.modalities()) {
            tokens += backbone.tokens(modality);
        }
        int width = backbone.width();
        float[] values = new float[tokens * width];
        float[] mask = new float[tokens];
        int at = 0;
        for (Modality modality : backbone.modalities()) {
            float[] row = backbone.fill(modality);
            int own = backbone.tokens(modality);
            System.arraycopy(row, 0, values, at * width, own * width);
            System.arraycopy(row, own * width, mask, at, own);
            at += own;
        }
        try (PointerScope scope = new PointerScope()) {
            StreamBatch batch = new StreamBatch(
                    1,
                    1,
                    TensorBridge.tensor(values, 1, tokens, width),
                    TensorBridge.tensor(mask, 1, tokens),
                    new int[] {0},
                    new float[] {1});

            assertThat(TensorBridge.floats(PoolQuery.pooled(batch, kind)))
                    .usingComparatorWithPrecision(1e-6f)
                    .containsExactly(PoolQuery.ofNothing(backbone, kind));
        }
    }
}

package dev.kintsugi.nn.vilt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.pytorch.global.torch.grad;

import dev.kintsugi.core.random.KeyedRandom;
import dev.kintsugi.core.random.RandomKey;
import dev.kintsugi.nn.layer.LayerPrompts;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.nio.file.Path;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The fast path that reads one token against its plain twin. */
class ReadOneTokenTest {
    private static final Path FOLDER = Path.of(
            System.getProperty("kintsugi.repository", ".."),
            "kintsugi-nn/src/test/resources/parity/vilt/all-patches-fp32");
    private static final int SEQUENCES = 3;
    private static final int TOKENS = 7;
    private static final int PROMPTS = 2;

    @ParameterizedTest
    @ValueSource(strings = {"none", "insert", "keys-and-values-first", "keys-and-values-last"})
    void encodeAt_withEveryInjection_equalsEncodeInValueAndGradient(String kind) {
        try (ViltModel model = ViltFolder.open(FOLDER);
                PointerScope scope = new PointerScope()) {
            KeyedRandom random = RandomKey.of(1, kind).open();
            Tensor tokens = draws(random, SEQUENCES, TOKENS, model.width());
            Tensor keys = draws(random, SEQUENCES, PROMPTS, model.width()).requires_grad_(true);
            Tensor values = draws(random, SEQUENCES, PROMPTS, model.width()).requires_grad_(true);
            float[] visible = new float[SEQUENCES * TOKENS];
            for (int i = 0; i < visible.length; i++) {
                visible[i] = i % TOKENS < TOKENS - i / TOKENS ? 1 : 0; // other padding in every sequence
            }
            Tensor mask = TensorBridge.tensor(visible, SEQUENCES, TOKENS);
            LayerPrompts prompts = switch (kind) {
                case "insert" ->
                    LayerPrompts.of(0, Map.of(0, new LayerPrompts.Insert(keys), 1, new LayerPrompts.Insert(values)));
                case "keys-and-values-first" ->
                    LayerPrompts.of(0, Map.of(0, new LayerPrompts.KeysAndValues(keys, values)));
                case "keys-and-values-last" ->
                    LayerPrompts.of(0, Map.of(1, new LayerPrompts.KeysAndValues(keys, values)));
                default -> LayerPrompts.none();
            };
            int position = prompts.inserted();

            Tensor plain = model.encode(tokens, mask, prompts).select(1, position);
            Tensor fast = model.encodeAt(tokens, mask, prompts, position);

            assertThat(TensorBridge.floats(fast))
                    .usingComparatorWithPrecision(1e-5f)
                    .containsExactly(TensorBridge.floats(plain));
            if (!kind.equals("none")) {
                float[] expected =
                        TensorBridge.floats(grad(new TensorVector(plain.square().sum()), new TensorVector(keys))
                                .get(0));
                float[] found =
                        TensorBridge.floats(grad(new TensorVector(fast.square().sum()), new TensorVector(keys))
                                .get(0));
                assertThat(found).usingComparatorWithPrecision(1e-4f).containsExactly(expected);
            }
        }
    }

    private static Tensor draws(KeyedRandom random, long... shape) {
        float[] values = new float[(int) (shape[0] * shape[1] * shape[2])];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return TensorBridge.tensor(values, shape);
    }
}

package dev.kintsugi.methods.multimodal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.core.random.KeyedRandom;
import dev.kintsugi.core.random.RandomKey;
import dev.kintsugi.methods.block.BlockParameters;
import dev.kintsugi.methods.parameter.ParameterLayout;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FusionTest {
    private static final List<Modality> TWO = List.of(new Modality("a"), new Modality("b"));
    private static final int WIDTH = 4;
    private static final int SIZE = 3;

    private static Fusion fusion(FusionOptions.Kind kind) {
        return new FusionOptions(kind, 0, 2, 0).over(TWO, WIDTH, 5);
    }

    private static BlockParameters parameters(Fusion fusion) {
        ParameterLayout layout = new ParameterLayout();
        fusion.declare(layout);
        return BlockParameters.stack(List.of(layout.initial(1), layout.initial(2)));
    }

    private static Tokens tokens(String name, int count, float... present) {
        KeyedRandom random = RandomKey.of(3, name).open();
        float[] values = new float[2 * SIZE * count * WIDTH];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        float[] mask = new float[2 * SIZE * count];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = present[i / count % SIZE];
        }
        return Tokens.of(TensorBridge.tensor(values, 2, SIZE, count, WIDTH), TensorBridge.tensor(mask, 2, SIZE, count));
    }

    @ParameterizedTest
    @EnumSource(
            value = FusionOptions.Kind.class,
            names = {"CONCAT", "SUM"})
    void alone_ofFusionsThatAreSums_addsUpToTheScores(FusionOptions.Kind kind) {
        try (PointerScope scope = new PointerScope()) {
            Fusion fusion = fusion(kind);
            BlockParameters parameters = parameters(fusion);
            List<Tokens> features = List.of(tokens("a", 2, 1, 1, 0), tokens("b", 1, 1, 0, 1));

            Tensor sum = fusion.alone(parameters, features, 0).add(fusion.alone(parameters, features, 1));

            assertThat(TensorBridge.floats(sum))
                    .containsExactly(
                            TensorBridge.floats(fusion.scores(parameters, features, Pass.EVALUATION)), within(1e-5f));
        }
    }

    @Test
    void attention_overAMissingModality_givesWhatItsOwnTokensGive() {
        try (PointerScope scope = new PointerScope()) {
            Fusion fusion = fusion(FusionOptions.Kind.ATTENTION);
            BlockParameters parameters = parameters(fusion);
            Tokens first = tokens("a", 2, 1, 1, 1);
            Tokens missing = tokens("b", 3, 0, 0, 0);

            // exp(-1e5) is 0 in single precision: a masked place gets no weight at all.
            assertThat(TensorBridge.floats(fusion.scores(parameters, List.of(first, missing), Pass.EVALUATION)))
                    .containsExactly(
                            TensorBridge.floats(fusion.scores(parameters, List.of(first), Pass.EVALUATION)),
                            within(1e-5f));
        }
    }

    @ParameterizedTest
    @EnumSource(FusionOptions.Kind.class)
    void scores_ofOneClient_doNotDependOnTheOther(FusionOptions.Kind kind) {
        try (PointerScope scope = new PointerScope()) {
            Fusion fusion = fusion(kind);
            ParameterLayout layout = new ParameterLayout();
            fusion.declare(layout);
            List<Tokens> features = List.of(tokens("a", 2, 1, 1, 0), tokens("b", 1, 1, 0, 1));

            float[] both = TensorBridge.floats(fusion.scores(parameters(fusion), features, Pass.EVALUATION));
            float[] other = TensorBridge.floats(fusion.scores(
                    BlockParameters.stack(List.of(layout.initial(1), layout.initial(9))), features, Pass.EVALUATION));

            for (int i = 0; i < SIZE * 5; i++) {
                assertThat(other[i]).isEqualTo(both[i]);
            }
            assertThat(other).isNotEqualTo(both);
        }
    }

    @Test
    void gated_withThreeModalities_saysWhatToTake() {
        assertThatThrownBy(() -> new FusionOptions(FusionOptions.Kind.GATED, 0, 1, 0)
                        .over(List.of(TWO.get(0), TWO.get(1), new Modality("c")), WIDTH, 5))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("'gated' takes two modalities, but there are 3")
                .hasMessageContaining("concat, sum or attention");
    }
}

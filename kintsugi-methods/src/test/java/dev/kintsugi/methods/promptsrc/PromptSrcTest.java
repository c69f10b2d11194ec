package dev.kintsugi.methods.promptsrc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.method.LocalTraining;
import dev.kintsugi.core.method.Method;
import dev.kintsugi.core.method.OptimizerOptions;
import dev.kintsugi.core.method.ScheduleOptions;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.methods.prompt.ContextOptions;
import dev.kintsugi.methods.prompt.Federated;
import dev.kintsugi.methods.promptfl.PromptFl;
import dev.kintsugi.methods.tower.DeepClassPrompts;
import dev.kintsugi.methods.tower.TinyTowerWorkplace;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;

class PromptSrcTest {
    static final PromptSrcOptions DEEP = options(2, 2, 3, 25, 10, 1, 1);

    private static final LocalTraining TRAINING =
            new LocalTraining(2, 8, new OptimizerOptions.Sgd(0.05, 0.9, 5e-4), ScheduleOptions.Constant.DEFAULTS, 0);
    private static final List<String> CLIENTS = TinyTowerWorkplace.names(3);

    private final TinyTowerWorkplace workplace = new TinyTowerWorkplace(9, 5, 20);

    private static PromptSrcOptions options(
            int depth, int context, int image, double text, double images, double scores, double deviation) {
        return new PromptSrcOptions(
                depth,
                context,
                image,
                "",
                text,
                images,
                scores,
                List.of("a photo of a {}.", "a drawing of one {}."),
                2,
                deviation,
                DeepClassPrompts.Sentences.SHARED_PREFIX);
    }

    private Method method(PromptSrcOptions options) {
        return PromptSrc.factory().create(workplace, options, TRAINING);
    }

    @Test
    void oneLayerWithoutImagePromptsWeightsAndAverage_equalsPromptFlBitForBit() {
        ContextOptions context = ContextOptions.DEFAULTS.starting(4, "");
        try (Method ours = method(options(1, 4, 0, 0, 0, 0, 0));
                Method plain = PromptFl.factory().create(workplace, context, TRAINING)) {
            Federated found = Federated.inOneBlock(ours, 3, CLIENTS);
            Federated expected = Federated.inOneBlock(plain, 3, CLIENTS);

            assertThat(found).isEqualTo(expected);
            assertThat(ours.scores(found.state().shared(), found.locals(), workplace.samples()))
                    .usingRecursiveComparison()
                    .isEqualTo(plain.scores(expected.state().shared(), expected.locals(), workplace.samples()));
        }
    }

    @Test
    void weights_eachOnItsOwn_changeWhatIsLearned() {
        ParameterSet free = learned(options(2, 2, 3, 0, 0, 0, 0));

        assertThat(learned(options(2, 2, 3, 25, 0, 0, 0))).isNotEqualTo(free);
        assertThat(learned(options(2, 2, 3, 0, 10, 0, 0))).isNotEqualTo(free);
        assertThat(learned(options(2, 2, 3, 0, 0, 1, 0))).isNotEqualTo(free);
    }

    private ParameterSet learned(PromptSrcOptions options) {
        try (Method method = method(options)) {
            return Federated.inOneBlock(method, 1, CLIENTS).state().shared();
        }
    }

    @Test
    void train_changesThePromptsOfEveryLayerOfBothTowers() {
        try (Method method = method(DEEP)) {
            ParameterSet start = method.start(1).shared();

            ParameterSet trained =
                    Federated.inOneBlock(method, 1, CLIENTS).state().shared();

            assertThat(start.names())
                    .containsExactly("prompt.context", "prompt.image.layer0", "prompt.image.layer1", "prompt.layer1");
            assertThat(start.get("prompt.image.layer0").shape()).startsWith(3);
            start.asMap()
                    .forEach((name, value) ->
                            assertThat(trained.get(name)).as(name).isNotEqualTo(value));
        }
    }

    /** Client and server of the averaged run train as those of the plain run; only what is evaluated differs. */
    @Test
    void average_overRounds_isTheGaussianMeanOfThePlainRunsStates() {
        try (Method plain = method(options(2, 2, 3, 25, 10, 1, 0));
                Method averaged = method(options(2, 2, 3, 25, 10, 1, 1))) {
            List<ParameterSet> states = List.of(
                    Federated.inOneBlock(plain, 1, CLIENTS).state().shared(),
                    Federated.inOneBlock(plain, 2, CLIENTS).state().shared(),
                    Federated.inOneBlock(plain, 3, CLIENTS).state().shared());

            Federated found = Federated.inOneBlock(averaged, 3, CLIENTS);

            assertThat(averaged.forClient(found.state(), "c0")).isEqualTo(states.get(2));
            // mean 2, deviation 1: weights e^-1/2, 1, e^-1/2
            double outer = Math.exp(-0.5);
            double sum = 1 + 2 * outer;
            for (String name : found.state().shared().names()) {
                for (int i = 0; i < states.get(0).get(name).size(); i++) {
                    double expected = (outer * states.get(0).get(name).get(i)
                                    + states.get(1).get(name).get(i)
                                    + outer * states.get(2).get(name).get(i))
                            / sum;
                    assertThat((double) found.state().shared().get(name).get(i)).isCloseTo(expected, within(1e-6));
                }
            }
        }
    }

    @Test
    void divergence_ofKnownScores_isThatFromTheScoresWithoutPromptsPerClass() {
        try (PointerScope scope = new PointerScope()) {
            // with prompts 1/2 and 1/2, without 3/4 and 1/4; the second sample agrees
            float third = (float) Math.log(3);
            double expected = (0.75 * Math.log(0.75 / 0.5) + 0.25 * Math.log(0.25 / 0.5)) / 2;

            float[] found = TensorBridge.floats(PromptSrcLearner.divergence(
                    TensorBridge.tensor(new float[] {5, 5, 1, 2}, 1, 2, 2),
                    TensorBridge.tensor(new float[] {third, 0, 3, 4}, 1, 2, 2)));

            assertThat((double) found[0]).isCloseTo(expected, within(1e-6));
            assertThat((double) found[1]).isCloseTo(0, within(1e-6));
        }
    }

    @Test
    void templates_none_isAnError() {
        assertThatThrownBy(() -> new PromptSrcOptions(
                        0, 4, 4, "", 25, 10, 1, List.of(), 15, 1, DeepClassPrompts.Sentences.TRIMMED))
                .isInstanceOf(ConfigException.class)
                .hasMessage("number of templates must be greater than 0, but was 0");
    }
}

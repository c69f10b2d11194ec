package dev.kintsugi.methods.maple;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.method.LocalTraining;
import dev.kintsugi.core.method.Method;
import dev.kintsugi.core.method.OptimizerOptions;
import dev.kintsugi.core.method.ScheduleOptions;
import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.methods.maple.MapleOptions.ImagePrompts;
import dev.kintsugi.methods.prompt.ContextModel;
import dev.kintsugi.methods.prompt.ContextOptions;
import dev.kintsugi.methods.prompt.Federated;
import dev.kintsugi.methods.prompt.TinyWorkplace;
import dev.kintsugi.methods.promptfl.PromptFl;
import dev.kintsugi.methods.tower.DeepClassPrompts;
import dev.kintsugi.methods.tower.TinyTowerWorkplace;
import dev.kintsugi.nn.prompt.ClassPrompts;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class MapleTest {
    static final MapleOptions DEEP =
            new MapleOptions(2, 2, "a photo of a", ImagePrompts.COUPLED, DeepClassPrompts.Sentences.SHARED_PREFIX);

    private static final LocalTraining TRAINING =
            new LocalTraining(2, 8, new OptimizerOptions.Sgd(0.05, 0.9, 5e-4), ScheduleOptions.Constant.DEFAULTS, 0);
    private static final List<String> CLIENTS = TinyTowerWorkplace.names(3);

    private final TinyTowerWorkplace workplace = new TinyTowerWorkplace(9, 5, 20);

    private Method method(MapleOptions options) {
        return Maple.factory().create(workplace, options, TRAINING);
    }

    @Test
    void oneLayerAndNoImagePrompts_equalsPromptFlBitForBit() {
        ContextOptions context = ContextOptions.DEFAULTS.starting(4, "");
        try (Method ours = method(
                        new MapleOptions(1, 4, "", ImagePrompts.NONE, DeepClassPrompts.Sentences.SHARED_PREFIX));
                Method plain = PromptFl.factory().create(workplace, context, TRAINING)) {
            Federated found = Federated.inOneBlock(ours, 3, CLIENTS);
            Federated expected = Federated.inOneBlock(plain, 3, CLIENTS);

            assertThat(found).isEqualTo(expected);
            assertThat(ours.scores(found.state().shared(), found.locals(), workplace.samples()))
                    .usingRecursiveComparison()
                    .isEqualTo(plain.scores(expected.state().shared(), expected.locals(), workplace.samples()));
        }
    }

    /** Words behind the context that are the first words of all class names are frozen words. */
    @Test
    void initialText_longerThanTheContext_leavesItsOtherTokensFrozenBeforeTheClassNames() {
        FloatArray words = ClassPrompts.embeddingOf(TinyWorkplace.twoTower(), "a photo of a");
        int length = (int) words.shape()[0];
        try (Method split = method(new MapleOptions(
                        1, 2, "a photo of a", ImagePrompts.NONE, DeepClassPrompts.Sentences.SHARED_PREFIX));
                Method whole = method(new MapleOptions(
                        1, length, "a photo of a", ImagePrompts.NONE, DeepClassPrompts.Sentences.SHARED_PREFIX))) {
            FloatArray context = split.start(1).shared().get(ContextModel.CONTEXT);
            assertThat(context.shape()).containsExactly(2, words.shape()[1]);
            assertThat(length).isGreaterThan(2);

            // untrained, both are the sentence "a photo of a {}."
            float[] found = scores(split);
            float[] expected = scores(whole);
            for (int i = 0; i < expected.length; i++) {
                assertThat((double) found[i]).isCloseTo(expected[i], within(1e-4));
            }
        }
    }

    private float[] scores(Method method) {
        return method.scores(method.start(1).shared(), List.of(ParameterSet.empty()), workplace.samples())
                .get(0);
    }

    @Test
    void train_changesThePromptsOfEveryLayerAndEveryMap() {
        try (Method method = method(DEEP)) {
            ParameterSet start = method.start(1).shared();

            Federated trained = Federated.inOneBlock(method, 1, CLIENTS);

            assertThat(start.names())
                    .containsExactly(
                            "map.layer0.bias",
                            "map.layer0.weight",
                            "map.layer1.bias",
                            "map.layer1.weight",
                            "prompt.context",
                            "prompt.layer1");
            start.asMap()
                    .forEach(
                            (name, value) -> assertThat(trained.state().shared().get(name))
                                    .as(name)
                                    .isNotEqualTo(value));
        }
    }

    @Test
    void train_overSomeRounds_learns() {
        LocalTraining training =
                new LocalTraining(2, 8, OptimizerOptions.Adam.DEFAULTS, ScheduleOptions.Constant.DEFAULTS, 0);
        try (Method method = Maple.factory().create(workplace, DEEP, training)) {
            double first = loss(Federated.inOneBlock(method, 1, CLIENTS));
            double later = loss(Federated.inOneBlock(method, 5, CLIENTS));

            assertThat(later).isLessThan(0.9 * first);
        }
    }

    private static double loss(Federated trained) {
        return trained.updates().stream()
                .mapToDouble(update -> update.metrics().getOrDefault("loss", Double.NaN))
                .average()
                .orElseThrow();
    }

    @Test
    void everyPrompt_changesTheScores() {
        try (Method method = method(DEEP)) {
            ParameterSet start = method.start(1).shared();
            float[] before = scores(method);
            for (String name : start.names()) {
                Map<String, FloatArray> values = new TreeMap<>(start.asMap());
                values.put(name, FloatArray.zeros(start.get(name).shape()));
                float[] after = method.scores(
                                ParameterSet.of(values), List.of(ParameterSet.empty()), workplace.samples())
                        .get(0);
                assertThat(after).as(name).isNotEqualTo(before);
            }
        }
    }

    @Test
    void depthZero_isThreeQuartersOfTheLayers_andMoreThanThereAre_anError() {
        try (Method method =
                method(new MapleOptions(0, 2, "", ImagePrompts.COUPLED, DeepClassPrompts.Sentences.SHARED_PREFIX))) {
            // of two layers: one
            assertThat(method.start(1).shared().names())
                    .containsExactly("map.layer0.bias", "map.layer0.weight", "prompt.context");
        }
        assertThatThrownBy(() -> method(
                        new MapleOptions(3, 2, "", ImagePrompts.COUPLED, DeepClassPrompts.Sentences.SHARED_PREFIX)))
                .isInstanceOf(ConfigException.class)
                .hasMessage("depth must be at most the 2 layers of the shallowest prompted tower, but was 3");
    }

    @Test
    void initialText_shorterThanTheContext_isAnErrorThatNamesBoth() {
        assertThatThrownBy(() -> method(new MapleOptions(
                        1, 30, "a photo of a", ImagePrompts.COUPLED, DeepClassPrompts.Sentences.SHARED_PREFIX)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("initial-text 'a photo of a' has")
                .hasMessageContaining("context-length is 30");
    }
}

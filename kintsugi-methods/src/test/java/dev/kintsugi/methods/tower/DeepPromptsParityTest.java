package dev.kintsugi.methods.tower;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kintsugi.core.method.LocalTraining;
import dev.kintsugi.core.method.Method;
import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.core.method.OptimizerOptions;
import dev.kintsugi.core.method.ScheduleOptions;
import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.round.ClientTask;
import dev.kintsugi.core.round.ClientUpdate;
import dev.kintsugi.core.safetensors.ParameterCodec;
import dev.kintsugi.methods.maple.Maple;
import dev.kintsugi.methods.maple.MapleOptions;
import dev.kintsugi.methods.promptsrc.PromptSrc;
import dev.kintsugi.methods.promptsrc.PromptSrcOptions;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Scores, losses and prompts of MaPLe and PromptSRC against PyTorch
 * ({@code tools/parity/make_deep_prompts_fixture.py}).
 */
class DeepPromptsParityTest {
    // the settings of the script
    private static final OptimizerOptions SGD = new OptimizerOptions.Sgd(0.005, 0.9, 5e-4);
    private static final int STEPS = 10;
    private static final String INITIAL_TEXT = "a photo of a";

    private static final double TOLERANCE = 1e-4;

    private static ParameterSet fixture = ParameterSet.empty();

    @BeforeAll
    static void read() throws IOException {
        String name = "/parity/deep-prompts.safetensors";
        try (InputStream stream = Objects.requireNonNull(DeepPromptsParityTest.class.getResourceAsStream(name))) {
            fixture = ParameterCodec.decode(name, stream.readAllBytes()).values();
        }
    }

    @ParameterizedTest
    @EnumSource
    void maple_overTenSteps_agreesWithPyTorch(DeepClassPrompts.Sentences sentences) {
        MapleOptions options = new MapleOptions(2, 2, INITIAL_TEXT, MapleOptions.ImagePrompts.COUPLED, sentences);

        assertAgrees(Maple.factory(), options, "maple.");
    }

    @ParameterizedTest
    @EnumSource
    void promptSrc_overTenSteps_agreesWithPyTorch(DeepClassPrompts.Sentences sentences) {
        List<String> templates = List.of("a photo of a {}.", "a drawing of one {}.");
        PromptSrcOptions options = new PromptSrcOptions(2, 2, 3, INITIAL_TEXT, 25, 10, 1, templates, 1, 0, sentences);

        assertAgrees(PromptSrc.factory(), options, "promptsrc.");
    }

    private static void assertAgrees(MethodFactory factory, Record options, String name) {
        float[] found = fixture.get("labels").toArray();
        int[] labels = IntStream.range(0, found.length).map(i -> (int) found[i]).toArray();
        int[] all = IntStream.range(0, labels.length).toArray();
        TinyTowerWorkplace workplace =
                new TinyTowerWorkplace(fixture.get("tokens").toArray(), labels, Map.of("c0", all));
        // every batch is the client's whole data, so that its order has no influence
        LocalTraining training = new LocalTraining(STEPS, labels.length, SGD, ScheduleOptions.Constant.DEFAULTS, 0);
        try (Method method = factory.create(workplace, options, training)) {
            ParameterSet start = part(name + "start.prompt.", name + "start.map.", name + "start.");
            assertScores(method, workplace, start, name + "start.scores");

            ClientUpdate update = method.train(
                            List.of(new ClientTask(1, 1, "c0", 1, start)), List.of(ParameterSet.empty()))
                    .get(0)
                    .update();

            double mean = 0;
            for (float loss : fixture.get(name + "losses").toArray()) {
                mean += loss / STEPS;
            }
            assertThat(update.metrics().get("loss")).isCloseTo(mean, within(TOLERANCE));
            for (String parameter : start.names()) {
                assertClose(parameter, update.shared().get(parameter).toArray(), name + "end." + parameter);
            }
            assertScores(method, workplace, update.shared(), name + "end.scores");
        }
    }

    private static ParameterSet part(String first, String second, String cut) {
        Map<String, FloatArray> values = new TreeMap<>();
        fixture.asMap().forEach((name, value) -> {
            if (name.startsWith(first) || name.startsWith(second)) {
                values.put(name.substring(cut.length()), value);
            }
        });
        return ParameterSet.of(values);
    }

    private static void assertScores(
            Method method, TinyTowerWorkplace workplace, ParameterSet shared, String expected) {
        float[] scores = method.scores(shared, List.of(ParameterSet.empty()), workplace.samples())
                .get(0);
        assertClose(expected, scores, expected);
    }

    private static void assertClose(String what, float[] found, String expected) {
        float[] values = fixture.get(expected).toArray();
        assertThat(found).hasSameSizeAs(values);
        for (int i = 0; i < values.length; i++) {
            assertThat((double) found[i])
                    .as("%s, value %d", what, i)
                    .isCloseTo(values[i], within(TOLERANCE * Math.max(1, Math.abs(values[i]))));
        }
    }
}

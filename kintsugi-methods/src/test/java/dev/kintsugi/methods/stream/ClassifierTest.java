package dev.kintsugi.methods.stream;

import static dev.kintsugi.methods.stream.SmallBatch.BACKBONE;
import static dev.kintsugi.methods.stream.SmallBatch.WIDTH;
import static dev.kintsugi.methods.stream.SmallBatch.padded;
import static dev.kintsugi.methods.stream.SmallBatch.waves;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.core.method.LocalTraining;
import dev.kintsugi.core.method.Method;
import dev.kintsugi.core.method.OptimizerOptions;
import dev.kintsugi.core.method.ScheduleOptions;
import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.parameter.ParameterSpec;
import dev.kintsugi.core.parameter.Scope;
import dev.kintsugi.core.round.ClientOutcome;
import dev.kintsugi.core.round.ClientTask;
import dev.kintsugi.methods.block.BlockParameters;
import dev.kintsugi.methods.map.FedAvgP;
import dev.kintsugi.methods.map.MapOptions;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The small heads, with four classes and rank 2. */
class ClassifierTest {
    private static ClassifierOptions options(
            ClassifierOptions.Pooler pooler, ClassifierOptions.Head head, ClassifierOptions.Place place) {
        return new ClassifierOptions(pooler, head, 2, place, ClassifierOptions.Loss.AUTO);
    }

    private static ClassifierOptions trained(ClassifierOptions.Head head) {
        return options(ClassifierOptions.Pooler.TRAINED, head, ClassifierOptions.Place.SHARED);
    }

    private static Map<String, List<Long>> shapes(ClassifierOptions options, Scope scope) {
        Map<String, List<Long>> shapes = new TreeMap<>();
        for (ParameterSpec spec : new Classifier(BACKBONE, options, 4).parameters()) {
            assertThat(spec.scope()).isEqualTo(scope);
            shapes.put(spec.name(), Arrays.stream(spec.shape()).boxed().toList());
        }
        return shapes;
    }

    @Test
    void linearHead_withATrainedPooler_isOneMatrixBehindIt() {
        long width = WIDTH;

        assertThat(shapes(trained(ClassifierOptions.Head.LINEAR), Scope.SHARED))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "pooler.weight", List.of(width, width),
                        "pooler.bias", List.of(width),
                        "head.weight", List.of(4L, width),
                        "head.bias", List.of(4L)));
    }

    @Test
    void lowRankHead_behindAFrozenPooler_isTwoThinMatricesThatMayStayAtTheClient() {
        ClassifierOptions options = options(
                ClassifierOptions.Pooler.FROZEN, ClassifierOptions.Head.LOW_RANK, ClassifierOptions.Place.LOCAL);

        assertThat(shapes(options, Scope.LOCAL))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "head.down.weight", List.of(2L, (long) WIDTH),
                        "head.weight", List.of(4L, 2L),
                        "head.bias", List.of(4L)));
    }

    /** Returns a pooler that gives (½, 0, 0, …) whatever it reads: tanh(½ ln 3) = (3 − 1) / (3 + 1) = ½. */
    private static Map<String, FloatArray> pooler() {
        return Map.of(
                "pooler.weight",
                FloatArray.zeros(WIDTH, WIDTH),
                "pooler.bias",
                FloatArray.owning(new long[] {WIDTH}, padded(new float[] {(float) (0.5 * Math.log(3))})));
    }

    private static float[] scores(ClassifierOptions.Head head, Map<String, FloatArray> weights) {
        Map<String, FloatArray> all = new TreeMap<>(pooler());
        all.putAll(weights);
        all.put("head.bias", FloatArray.copyOf(new long[] {4}, new float[] {10, 20, 30, 40}));
        try (PointerScope scope = new PointerScope()) {
            return TensorBridge.floats(new Classifier(BACKBONE, trained(head), 4)
                    .scores(
                            BlockParameters.stack(List.of(ParameterSet.of(all))),
                            TensorBridge.tensor(waves(WIDTH, 0.7), 1, 1, WIDTH)));
        }
    }

    @Test
    void scores_ofALinearHead_areItsMatrixTimesWhatIsPooled() {
        float[] rows = padded(
                new float[] {1, 9}, new float[] {2, 9}, new float[] {4, 9}, new float[] {-6, 9}); // 9 meets a zero

        float[] scores = scores(
                ClassifierOptions.Head.LINEAR, Map.of("head.weight", FloatArray.copyOf(new long[] {4, WIDTH}, rows)));

        assertThat(scores).usingComparatorWithPrecision(1e-5f).containsExactly(10.5f, 21, 32, 37);
    }

    /** Down: (½ · 2, ½ · −4) = (1, −2); up: the rows (c, 1) give c − 2, beside the bias. */
    @Test
    void scores_ofALowRankHead_areThoseOfItsTwoMatricesInTurn() {
        float[] scores = scores(
                ClassifierOptions.Head.LOW_RANK,
                Map.of(
                        "head.down.weight",
                        FloatArray.copyOf(new long[] {2, WIDTH}, padded(new float[] {2, 9}, new float[] {-4, 9})),
                        "head.weight",
                        FloatArray.copyOf(new long[] {4, 2}, new float[] {0, 1, 1, 1, 2, 1, 3, 1})));

        assertThat(scores).usingComparatorWithPrecision(1e-5f).containsExactly(8, 19, 30, 41);
    }

    @ParameterizedTest
    @EnumSource
    void step_ofAClient_changesEveryPartOfTheHeadAndSendsIt(ClassifierOptions.Head head) {
        ClientOutcome outcome = step(trained(head));

        Map<String, FloatArray> start =
                new Classifier(BACKBONE, trained(head), 4).initial(1).asMap();
        assertThat(outcome.local().isEmpty()).isTrue();
        assertThat(outcome.update().shared().names())
                .containsAll(start.keySet())
                .contains(PatternPrompts.PROMPTS)
                .hasSize(start.size() + 1);
        start.forEach((name, value) ->
                assertThat(outcome.update().shared().get(name)).as(name).isNotEqualTo(value));
    }

    @ParameterizedTest
    @EnumSource
    void step_ofAClientThatKeepsItsHead_changesItAndSendsPromptsAlone(ClassifierOptions.Head head) {
        ClassifierOptions kept = options(ClassifierOptions.Pooler.TRAINED, head, ClassifierOptions.Place.LOCAL);

        ClientOutcome outcome = step(kept);

        assertThat(outcome.update().shared().names()).containsExactly(PatternPrompts.PROMPTS);
        new Classifier(BACKBONE, kept, 4)
                .initial(1)
                .asMap()
                .forEach((name, value) ->
                        assertThat(outcome.local().get(name)).as(name).isNotEqualTo(value));
    }

    private static ClientOutcome step(ClassifierOptions options) {
        LocalTraining training =
                new LocalTraining(1, 16, new OptimizerOptions.Sgd(0.1, 0, 0), ScheduleOptions.Constant.DEFAULTS, 0);
        try (Method method = FedAvgP.factory()
                .create(
                        TinyStreamWorkplace.withHoles(9),
                        new MapOptions(DeepPromptOptions.DEFAULTS, options),
                        training)) {
            ClientTask task = new ClientTask(1, 1, "c0", 1, method.start(1).shared());
            return method.train(List.of(task), List.of(method.startLocal("c0", 1)))
                    .get(0);
        }
    }
}

package dev.kintsugi.methods.cocoop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kintsugi.core.data.FeatureKind;
import dev.kintsugi.core.data.PresenceTable;
import dev.kintsugi.core.data.Samples;
import dev.kintsugi.core.method.LocalTraining;
import dev.kintsugi.core.method.Method;
import dev.kintsugi.core.method.OptimizerOptions;
import dev.kintsugi.core.method.ScheduleOptions;
import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.round.ClientTask;
import dev.kintsugi.methods.prompt.ContextModel;
import dev.kintsugi.methods.prompt.ContextOptions;
import dev.kintsugi.methods.prompt.TinyWorkplace;
import dev.kintsugi.methods.promptfl.PromptFl;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CoCoOpTest {
    private static final CoCoOpOptions OPTIONS = new CoCoOpOptions(4, ContextOptions.DEFAULTS.starting(3, ""));
    private static final LocalTraining ONE_STEP =
            new LocalTraining(1, 32, new OptimizerOptions.Sgd(0.5, 0, 0), ScheduleOptions.Constant.DEFAULTS, 0);

    private final TinyWorkplace workplace = new TinyWorkplace(9);

    private Method coCoOp() {
        return CoCoOp.factory().create(workplace, OPTIONS, ONE_STEP);
    }

    private Method promptFl() {
        return PromptFl.factory().create(workplace, OPTIONS.context(), ONE_STEP);
    }

    @Test
    void scores_ofEverySample_arePromptFlsWithTheContextShiftedByTheNetwork() {
        try (Method ours = coCoOp();
                Method plain = promptFl()) {
            ParameterSet shared = ours.start(1).shared();
            float[] scores = ours.scores(shared, List.of(ParameterSet.empty()), workplace.samples())
                    .get(0);
            int classes = TinyWorkplace.CLASSES.size();
            for (int row = 0; row < 3; row++) {
                ParameterSet shifted = ParameterSet.of(ContextModel.CONTEXT, shifted(shared, row));
                Samples alone =
                        workplace.samples().select(new int[] {row}, PresenceTable.complete(List.of(Modality.IMAGE), 1));
                float[] expected = plain.scores(shifted, List.of(ParameterSet.empty()), alone)
                        .get(0);
                for (int c = 0; c < classes; c++) {
                    assertThat((double) scores[row * classes + c]).isCloseTo(expected[c], within(1e-4));
                }
            }
        }
    }

    /** p + W2 relu(W1 x / |x| + b1) + b2 in double, one number after another. */
    private FloatArray shifted(ParameterSet shared, int row) {
        int width = workplace.features(FeatureKind.pooled(Modality.IMAGE)).width();
        float[] image = new float[width];
        workplace.features(FeatureKind.pooled(Modality.IMAGE)).copyRow(row, image, 0);
        double squares = 0;
        for (float value : image) {
            squares += value * value;
        }
        FloatArray firstBias = shared.get("shift.first.bias");
        double[] hidden = new double[firstBias.size()];
        for (int h = 0; h < hidden.length; h++) {
            double sum = firstBias.get(h);
            for (int i = 0; i < width; i++) {
                sum += shared.get("shift.first.weight").get(h * width + i) * image[i] / Math.sqrt(squares);
            }
            hidden[h] = Math.max(0, sum);
        }
        FloatArray context = shared.get(ContextModel.CONTEXT);
        int tokenWidth = (int) context.shape()[1];
        float[] moved = new float[context.size()];
        for (int i = 0; i < moved.length; i++) {
            int out = i % tokenWidth;
            double shift = shared.get("shift.second.bias").get(out);
            for (int h = 0; h < hidden.length; h++) {
                shift += shared.get("shift.second.weight").get(out * hidden.length + h) * hidden[h];
            }
            moved[i] = (float) (context.get(i) + shift);
        }
        return FloatArray.owning(context.shape(), moved);
    }

    @Test
    void secondLayerZero_givesPromptFlsScoresAndStep() {
        try (Method ours = coCoOp();
                Method plain = promptFl()) {
            Map<String, FloatArray> values =
                    new TreeMap<>(ours.start(1).shared().asMap());
            values.replaceAll(
                    (name, value) -> name.startsWith(CoCoOpLearner.SECOND) ? FloatArray.zeros(value.shape()) : value);
            ParameterSet shared = ParameterSet.of(values);
            ParameterSet context = plain.start(1).shared();
            assertThat(shared.get(ContextModel.CONTEXT)).isEqualTo(context.get(ContextModel.CONTEXT));

            assertClose(
                    ours.scores(shared, List.of(ParameterSet.empty()), workplace.samples())
                            .get(0),
                    plain.scores(context, List.of(ParameterSet.empty()), workplace.samples())
                            .get(0));
            ParameterSet stepped = step(ours, shared);
            assertClose(
                    stepped.get(ContextModel.CONTEXT).toArray(),
                    step(plain, context).get(ContextModel.CONTEXT).toArray());
            assertThat(stepped.get("shift.second.weight")).isNotEqualTo(shared.get("shift.second.weight"));
        }
    }

    private static ParameterSet step(Method method, ParameterSet shared) {
        ClientTask task = new ClientTask(1, 1, "c0", 1, shared);
        return method.train(List.of(task), List.of(ParameterSet.empty()))
                .get(0)
                .update()
                .shared();
    }

    private static void assertClose(float[] found, float[] expected) {
        assertThat(found).hasSameSizeAs(expected);
        for (int i = 0; i < found.length; i++) {
            assertThat((double) found[i]).isCloseTo(expected[i], within(1e-5 * Math.max(1, Math.abs(expected[i]))));
        }
    }

    @Test
    void train_changesTheContextAndEveryLayerOfTheNetwork() {
        try (Method method = coCoOp()) {
            ParameterSet start = method.start(1).shared();

            ParameterSet learned = step(method, start);

            assertThat(learned.names())
                    .containsExactly(
                            "prompt.context",
                            "shift.first.bias",
                            "shift.first.weight",
                            "shift.second.bias",
                            "shift.second.weight");
            start.asMap()
                    .forEach((name, value) ->
                            assertThat(learned.get(name)).as(name).isNotEqualTo(value));
        }
    }
}

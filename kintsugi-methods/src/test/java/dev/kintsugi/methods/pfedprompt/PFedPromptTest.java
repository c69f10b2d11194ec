package dev.kintsugi.methods.pfedprompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kintsugi.core.method.ExportedModel;
import dev.kintsugi.core.method.LocalTraining;
import dev.kintsugi.core.method.Method;
import dev.kintsugi.core.method.OptimizerOptions;
import dev.kintsugi.core.method.ScheduleOptions;
import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.methods.prompt.ContextModel;
import dev.kintsugi.methods.prompt.ContextOptions;
import dev.kintsugi.methods.prompt.Federated;
import dev.kintsugi.methods.prompt.TinyWorkplace;
import dev.kintsugi.methods.promptfl.PromptFl;
import dev.kintsugi.nn.prompt.ClassPrompts;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class PFedPromptTest {
    private static final LocalTraining TRAINING =
            new LocalTraining(2, 8, new OptimizerOptions.Sgd(0.05, 0.9, 5e-4), ScheduleOptions.Constant.DEFAULTS, 0);
    private static final ContextOptions CONTEXT =
            new ContextOptions(4, "", ClassPrompts.Position.END, ContextOptions.Sentences.TRIMMED);
    private static final List<String> CLIENTS = List.of("c0", "c1", "c2");
    private static final int CLASSES = TinyWorkplace.CLASSES.size();

    private final TinyWorkplace workplace = new TinyWorkplace(9, 5, 20);

    private Method pFedPrompt(double weight, double sharpness, int shots) {
        PFedPrompt.Options options = new PFedPrompt.Options(weight, sharpness, shots, CONTEXT);
        return PFedPrompt.factory().create(workplace, options, TRAINING);
    }

    private Method promptFl() {
        return PromptFl.factory().create(workplace, CONTEXT, TRAINING);
    }

    @Test
    void weightZero_equalsPromptFlBitForBit() {
        try (Method ours = pFedPrompt(0, 5.5, 16);
                Method plain = promptFl()) {
            Federated found = Federated.inOneBlock(ours, 3, CLIENTS);
            Federated expected = Federated.inOneBlock(plain, 3, CLIENTS);

            assertThat(found).isEqualTo(expected);
            assertThat(ours.scores(found.state().shared(), found.locals(), workplace.samples()))
                    .usingRecursiveComparison()
                    .isEqualTo(plain.scores(expected.state().shared(), expected.locals(), workplace.samples()));
        }
    }

    @Test
    void anyWeight_trainsTheSharedPromptOfPromptFlBitForBit() {
        try (Method ours = pFedPrompt(3, 2, 2);
                Method plain = promptFl()) {
            assertThat(Federated.inOneBlock(ours, 3, CLIENTS).state())
                    .isEqualTo(Federated.inOneBlock(plain, 3, CLIENTS).state());
        }
    }

    @Test
    void memory_ofKnownFeatures_addsItsAffinitiesByClass() {
        try (PointerScope scope = new PointerScope()) {
            // class 0 holds (1, 0) and (0, 1); class 1 holds (0, 1) and an empty place; the image is (1, 0); β = 2
            Tensor memory = TensorBridge.tensor(new float[] {1, 0, 0, 1, 0, 1, 0, 0}, 1, 2, 2, 2);
            Tensor image = TensorBridge.tensor(new float[] {1, 0}, 1, 1, 2);

            float[] found = TensorBridge.floats(PFedPromptLearner.remembered(image, memory, 2));

            assertThat((double) found[0]).isCloseTo(1 + Math.exp(-2), within(1e-6));
            assertThat((double) found[1]).isCloseTo(Math.exp(-2), within(1e-6));
        }
    }

    @Test
    void memory_holdsAtMostTheShotsOfEachClassAndOnlyOwnRows() {
        try (Method method = pFedPrompt(1, 5.5, 3)) {
            Federated once = Federated.inOneBlock(method, 1, CLIENTS);
            Federated twice = Federated.inOneBlock(method, 2, CLIENTS);
            int[] rows = {9, 5, 20};
            int from = 0;
            for (int k = 0; k < rows.length; k++) {
                FloatArray memory = once.locals().get(k).get(PFedPromptLearner.MEMORY);
                assertThat(twice.locals().get(k)).isEqualTo(once.locals().get(k));
                int[] expected = new int[CLASSES];
                for (int row = from; row < from + rows[k]; row++) {
                    expected[workplace.examples().targets().label(row)]++;
                }
                from += rows[k];
                int width = (int) memory.shape()[2];
                for (int label = 0; label < CLASSES; label++) {
                    int filled = 0;
                    for (int shot = 0; shot < 3; shot++) {
                        double squares = 0;
                        for (int i = 0; i < width; i++) {
                            float value = memory.get((label * 3 + shot) * width + i);
                            squares += value * value;
                        }
                        filled += squares > 0 ? 1 : 0;
                        assertThat(squares).isCloseTo(squares > 0 ? 1 : 0, within(1e-5));
                    }
                    assertThat(filled).isEqualTo(Math.min(3, expected[label]));
                }
            }
        }
    }

    @Test
    void largeWeight_decidesAsTheNearestOfTheClientsOwnSamples() {
        try (Method method = pFedPrompt(1e4, 200, 20)) {
            Federated trained = Federated.inOneBlock(method, 1, CLIENTS);

            float[] scores = method.scores(
                            trained.state().shared(), trained.locals().subList(2, 3), workplace.samples())
                    .get(0);

            for (int row = 14; row < 34; row++) { // the rows of c2: each is its own nearest
                int label = workplace.examples().targets().label(row);
                for (int other = 0; other < CLASSES; other++) {
                    assertThat(scores[row * CLASSES + label]).isGreaterThanOrEqualTo(scores[row * CLASSES + other]);
                }
            }
        }
    }

    @Test
    void export_isAContextAloneOnlyWithoutAMemory() {
        try (Method method = pFedPrompt(1, 5.5, 2)) {
            ParameterSet shared = method.start(1).shared();
            assertThat(method.exported(shared, ParameterSet.empty()).context())
                    .contains(new ExportedModel.Context(ContextModel.CONTEXT, 4));
            assertThat(method.exported(shared, method.startLocal("c0", 1)).context())
                    .isEmpty();
        }
    }

    @Test
    void classesWithoutAMemory_areScoredByTheSharedPromptAlone() {
        try (Method method = pFedPrompt(1, 5.5, 2);
                Method plain = promptFl()) {
            ParameterSet shared = method.start(1).shared();
            float[] memory = new float[3 * 2 * 24];
            Arrays.fill(memory, 0.2f);
            // three classes of which the second is our last one, "tree of life"
            FloatArray names = method.startLocal("c0", 1).get(PFedPromptLearner.CLASSES);
            float[] kept = {1, 1, names.get(2 * CLASSES - 2), names.get(2 * CLASSES - 1), 2, 2};
            ParameterSet local = ParameterSet.of(Map.of(
                    PFedPromptLearner.MEMORY, FloatArray.owning(new long[] {3, 2, 24}, memory),
                    PFedPromptLearner.CLASSES, FloatArray.owning(new long[] {3, 2}, kept)));

            float[] found =
                    method.scores(shared, List.of(local), workplace.samples()).get(0);
            float[] alone = plain.scores(shared, List.of(ParameterSet.empty()), workplace.samples())
                    .get(0);

            for (int i = 0; i < found.length; i++) {
                if (i % CLASSES == CLASSES - 1) {
                    assertThat(found[i]).isGreaterThan(alone[i]);
                } else {
                    assertThat(found[i]).isEqualTo(alone[i]);
                }
            }
        }
    }
}

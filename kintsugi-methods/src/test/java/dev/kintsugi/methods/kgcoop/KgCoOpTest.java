package dev.kintsugi.methods.kgcoop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kintsugi.core.error.ConfigException;
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
import dev.kintsugi.nn.prompt.CosineScores;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KgCoOpTest {
    private static final LocalTraining TRAINING =
            new LocalTraining(2, 8, new OptimizerOptions.Sgd(0.05, 0.9, 5e-4), ScheduleOptions.Constant.DEFAULTS, 0);
    private static final List<String> CLIENTS = List.of("c0", "c1", "c2");

    private final TinyWorkplace workplace = new TinyWorkplace(9, 5, 20);

    private static KgCoOpOptions options(double weight, ContextOptions.Sentences sentences) {
        return new KgCoOpOptions(weight, "", new ContextOptions(4, "", ClassPrompts.Position.END, sentences));
    }

    @ParameterizedTest
    @EnumSource(ContextOptions.Sentences.class)
    void weightZero_equalsPromptFlBitForBit(ContextOptions.Sentences sentences) {
        KgCoOpOptions options = options(0, sentences);
        try (Method ours = KgCoOp.factory().create(workplace, options, TRAINING);
                Method plain = PromptFl.factory().create(workplace, options.context(), TRAINING)) {
            Federated found = Federated.inOneBlock(ours, 3, CLIENTS);
            Federated expected = Federated.inOneBlock(plain, 3, CLIENTS);

            assertThat(found).isEqualTo(expected);
            assertThat(ours.scores(found.state().shared(), found.locals(), workplace.samples()))
                    .usingRecursiveComparison()
                    .isEqualTo(plain.scores(expected.state().shared(), expected.locals(), workplace.samples()));
        }
    }

    @Test
    void weight_drawsTheClassFeaturesToTheHandCraftedSentence() {
        try (Method held =
                        KgCoOp.factory().create(workplace, options(50, ContextOptions.DEFAULTS.sentences()), TRAINING);
                Method free =
                        KgCoOp.factory().create(workplace, options(0, ContextOptions.DEFAULTS.sentences()), TRAINING)) {
            double start = distance(held.start(1).shared().get(ContextModel.CONTEXT));

            double drawn = distance(
                    Federated.inOneBlock(held, 3, CLIENTS).state().shared().get(ContextModel.CONTEXT));

            assertThat(drawn).isLessThan(start);
            assertThat(drawn)
                    .isLessThan(distance(Federated.inOneBlock(free, 3, CLIENTS)
                            .state()
                            .shared()
                            .get(ContextModel.CONTEXT)));
        }
    }

    private double distance(FloatArray context) {
        ContextOptions options = ContextOptions.DEFAULTS.starting(4, "");
        try (ContextModel model = new ContextModel(workplace, options);
                PointerScope scope = new PointerScope()) {
            Tensor classes = model.encode(TensorBridge.tensor(context).unsqueeze(0));
            Tensor template = model.encode(workplace.promptTemplate()).unsqueeze(0);
            return TensorBridge.floats(
                    KgCoOpLearner.distance(CosineScores.normalised(classes), CosineScores.normalised(template)))[0];
        }
    }

    @Test
    void distance_ofKnownCosines_isOneMinusTheirMeanPerClient() {
        try (PointerScope scope = new PointerScope()) {
            // two clients, two classes in the plane; cosines 1 and 0, then 0.6 and -1
            Tensor classes = TensorBridge.tensor(new float[] {1, 0, 1, 0, 0.6f, 0.8f, 0, -1}, 2, 2, 2);
            Tensor template = TensorBridge.tensor(new float[] {1, 0, 0, 1}, 1, 2, 2);

            float[] found = TensorBridge.floats(KgCoOpLearner.distance(classes, template));

            assertThat((double) found[0]).isCloseTo(1 - (1 + 0) / 2.0, within(1e-6));
            assertThat((double) found[1]).isCloseTo(1 - (0.6 - 1) / 2.0, within(1e-6));
        }
    }

    @Test
    void exportedContext_givesPromptFlTheSameScoresBitForBit() {
        KgCoOpOptions options = options(8, ContextOptions.DEFAULTS.sentences());
        try (Method method = KgCoOp.factory().create(workplace, options, TRAINING);
                Method plain = PromptFl.factory().create(workplace, options.context(), TRAINING)) {
            Federated trained = Federated.inOneBlock(method, 1, CLIENTS);
            ParameterSet shared = trained.state().shared();

            ExportedModel exported = method.exported(shared, ParameterSet.empty());

            // the name comes last, so all four vectors stand before it
            assertThat(exported.context()).contains(new ExportedModel.Context(ContextModel.CONTEXT, 4));
            assertThat(plain.scores(exported.values(), trained.locals(), workplace.samples()))
                    .usingRecursiveComparison()
                    .isEqualTo(method.scores(shared, trained.locals(), workplace.samples()));
        }
    }

    @Test
    void template_withoutAPlaceForTheClass_isAnErrorThatShowsIt() {
        KgCoOpOptions options = new KgCoOpOptions(8, "a photo", ContextOptions.DEFAULTS.starting(4, ""));

        assertThatThrownBy(() -> KgCoOp.factory().create(workplace, options, TRAINING))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("'a photo' lacks {}");
    }
}

package dev.kintsugi.methods.promptfolio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.method.LocalTraining;
import dev.kintsugi.core.method.Method;
import dev.kintsugi.core.method.OptimizerOptions;
import dev.kintsugi.core.method.ScheduleOptions;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.methods.coop.LocalCoOp;
import dev.kintsugi.methods.prompt.ContextModel;
import dev.kintsugi.methods.prompt.ContextOptions;
import dev.kintsugi.methods.prompt.Federated;
import dev.kintsugi.methods.prompt.LocalContext;
import dev.kintsugi.methods.prompt.TinyWorkplace;
import dev.kintsugi.methods.promptfl.PromptFl;
import dev.kintsugi.nn.prompt.ClassPrompts;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class PromptFolioLimitsTest {
    private static final LocalTraining TRAINING =
            new LocalTraining(2, 8, new OptimizerOptions.Sgd(0.05, 0.9, 5e-4), ScheduleOptions.Constant.DEFAULTS, 0);
    private static final List<String> CLIENTS = List.of("c0", "c1", "c2");
    private static final ContextOptions CONTEXT =
            new ContextOptions(4, "", ClassPrompts.Position.END, ContextOptions.Sentences.TRIMMED);

    private final TinyWorkplace workplace = new TinyWorkplace(9, 5, 20);

    private Method folio(double theta, LocalContext.Start start) {
        PromptFolioOptions options = new PromptFolioOptions(theta, start, CONTEXT);
        return PromptFolio.factory().create(workplace, options, TRAINING);
    }

    @Test
    void thetaZero_equalsPromptFlBitForBit() {
        try (Method ours = folio(0, LocalContext.Start.OWN);
                Method plain = PromptFl.factory().create(workplace, CONTEXT, TRAINING)) {
            Federated found = Federated.inOneBlock(ours, 3, CLIENTS);
            Federated expected = Federated.inOneBlock(plain, 3, CLIENTS);

            assertThat(found.state()).isEqualTo(expected.state());
            assertThat(ours.scores(found.state().shared(), found.locals(), workplace.samples()))
                    .usingRecursiveComparison()
                    .isEqualTo(plain.scores(expected.state().shared(), expected.locals(), workplace.samples()));
        }
    }

    @Test
    void thetaOneFromTheSharedStart_equalsLocalCoOpBitForBit() {
        try (Method ours = folio(1, LocalContext.Start.SHARED);
                Method plain = LocalCoOp.factory().create(workplace, CONTEXT, TRAINING)) {
            Federated found = Federated.inOneBlock(ours, 3, CLIENTS);
            Federated expected = Federated.inOneBlock(plain, 3, CLIENTS);

            assertThat(found.locals().stream()
                            .map(local -> local.get(LocalContext.NAME))
                            .toList())
                    .isEqualTo(expected.locals().stream()
                            .map(local -> local.get(ContextModel.CONTEXT))
                            .toList());
            assertThat(found.state()).isEqualTo(ours.start(1)); // the shared prompt has no share and stays
            assertThat(ours.scores(found.state().shared(), found.locals(), workplace.samples()))
                    .usingRecursiveComparison()
                    .isEqualTo(plain.scores(expected.state().shared(), expected.locals(), workplace.samples()));
        }
    }

    @Test
    void thetaBetween_trainsBothAndSendsTheSharedOnly() {
        try (Method method = folio(0.4, LocalContext.Start.OWN)) {
            ParameterSet start = method.startLocal("c0", 1);
            assertThat(start).isEqualTo(method.startLocal("c2", 1));
            assertThat(start.get(LocalContext.NAME))
                    .isNotEqualTo(method.start(1).shared().get(ContextModel.CONTEXT));

            Federated trained = Federated.inOneBlock(method, 1, CLIENTS);

            assertThat(trained.state()).isNotEqualTo(method.start(1));
            assertThat(trained.locals()).doesNotHaveDuplicates().doesNotContain(start);
            assertThat(trained.updates())
                    .allSatisfy(update -> assertThat(update.shared().names()).containsExactly(ContextModel.CONTEXT));
        }
    }

    @Test
    void mixed_ofKnownFeatures_weighsTheirDirectionsAndIsNotNormalisedAgain() {
        try (PointerScope scope = new PointerScope()) {
            // one class: z_G = (3, 4) has the direction (0.6, 0.8), z_L = (0, 2) the direction (0, 1)
            Tensor features = TensorBridge.tensor(new float[] {3, 4, 0, 2}, 1, 2, 1, 2);

            // 0.75 (0.6, 0.8) + 0.25 (0, 1)
            assertThat(TensorBridge.floats(PromptFolioLearner.mixed(features, 0.25)))
                    .usingComparatorWithPrecision(1e-6f)
                    .containsExactly(0.45f, 0.85f);
        }
    }

    @Test
    void theta_aboveOne_isAnErrorThatNamesTheRange() {
        assertThatThrownBy(() -> folio(1.5, LocalContext.Start.OWN))
                .isInstanceOf(ConfigException.class)
                .hasMessage("theta must lie in [0.0, 1.0], but was 1.5");
    }
}

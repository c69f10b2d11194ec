package dev.kintsugi.methods.fedpha;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.pytorch.global.torch.stack;

import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.method.ExportedModel;
import dev.kintsugi.core.method.LocalTraining;
import dev.kintsugi.core.method.Method;
import dev.kintsugi.core.method.OptimizerOptions;
import dev.kintsugi.core.method.ScheduleOptions;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.methods.coop.LocalCoOp;
import dev.kintsugi.methods.prompt.ContextModel;
import dev.kintsugi.methods.prompt.ContextOptions;
import dev.kintsugi.methods.prompt.FamilyFixture;
import dev.kintsugi.methods.prompt.Federated;
import dev.kintsugi.methods.prompt.LocalContext;
import dev.kintsugi.methods.prompt.TinyWorkplace;
import dev.kintsugi.methods.promptfl.PromptFl;
import dev.kintsugi.nn.prompt.ClassPrompts;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.junit.jupiter.api.Test;

class FedPhaLimitsTest {
    private static final LocalTraining TRAINING =
            new LocalTraining(2, 8, new OptimizerOptions.Sgd(0.05, 0.9, 5e-4), ScheduleOptions.Constant.DEFAULTS, 0);
    private static final List<String> CLIENTS = List.of("c0", "c1", "c2");
    private static final ContextOptions CONTEXT =
            new ContextOptions(4, "", ClassPrompts.Position.END, ContextOptions.Sentences.TRIMMED);

    private final TinyWorkplace workplace = new TinyWorkplace(9, 5, 20);

    private static FedPhaOptions options(double pull, double push, boolean basisGradient, int localLength) {
        return new FedPhaOptions(0.5, 1, pull, push, basisGradient, LocalContext.Start.SHARED, localLength, CONTEXT);
    }

    private Method fedPha(FedPhaOptions options) {
        return FedPha.factory().create(workplace, options, TRAINING);
    }

    @Test
    void pullAndPushZero_isPromptFlAndLocalCoOpSideBySideBitForBit() {
        try (Method ours = fedPha(options(0, 0, false, 0));
                Method together = PromptFl.factory().create(workplace, CONTEXT, TRAINING);
                Method alone = LocalCoOp.factory().create(workplace, CONTEXT, TRAINING)) {
            Federated found = Federated.inOneBlock(ours, 3, CLIENTS);
            Federated expected = Federated.inOneBlock(alone, 3, CLIENTS);

            assertThat(found.state())
                    .isEqualTo(Federated.inOneBlock(together, 3, CLIENTS).state());
            assertThat(found.locals().stream()
                            .map(local -> local.get(LocalContext.NAME))
                            .toList())
                    .isEqualTo(expected.locals().stream()
                            .map(local -> local.get(ContextModel.CONTEXT))
                            .toList());
            assertThat(ours.scores(found.state().shared(), found.locals(), workplace.samples()))
                    .usingRecursiveComparison()
                    .isEqualTo(alone.scores(expected.state().shared(), expected.locals(), workplace.samples()));
        }
    }

    @Test
    void pullAlone_trainsTheSharedPromptOnlyWithTheGradientOfItsBasis() {
        try (Method without = fedPha(options(0, 0, false, 0));
                Method pulled = fedPha(options(1, 0, false, 0));
                Method through = fedPha(options(1, 0, true, 0))) {
            Federated free = Federated.inOneBlock(without, 1, CLIENTS);
            Federated fixed = Federated.inOneBlock(pulled, 1, CLIENTS);

            assertThat(fixed.state()).isEqualTo(free.state());
            assertThat(fixed.locals()).isNotEqualTo(free.locals());
            assertThat(Federated.inOneBlock(through, 1, CLIENTS).state()).isNotEqualTo(free.state());
        }
    }

    @Test
    void localLength_ofItsOwn_keepsTheSharedPromptAsItIs() {
        try (Method method = fedPha(options(1, 1, false, 7))) {
            Federated trained = Federated.inOneBlock(method, 1, CLIENTS);

            long width = TinyWorkplace.twoTower().text().width();
            assertThat(trained.locals().get(0).get(LocalContext.NAME).shape()).containsExactly(7, width);
            assertThat(trained.updates()).allSatisfy(update -> {
                assertThat(update.shared().names()).containsExactly(ContextModel.CONTEXT);
                assertThat(update.shared().get(ContextModel.CONTEXT).shape()).containsExactly(4, width);
            });
            assertThat(trained.locals()).doesNotHaveDuplicates();
            assertThat(method.exported(
                                    trained.state().shared(), trained.locals().get(0))
                            .context())
                    .contains(new ExportedModel.Context(LocalContext.NAME, 7));
        }
    }

    @Test
    void weakDirections_ofOrthogonalRows_areTheShorterOnes() {
        try (PointerScope scope = new PointerScope()) {
            // rows 1 e4, 4 e1, 2 e3, 3 e2 of width 5: singular values 4, 3, 2, 1 with directions e1, e2, e3, e4
            float[] rows = {0, 0, 0, 1, 0, 4, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0};
            Tensor shared = TensorBridge.tensor(rows, 1, 4, 5);
            Tensor local = TensorBridge.tensor(new float[] {1, 2, 3, 4, 5}, 1, 1, 5);

            // ratio 0.5: from index int(0.5 · 4) = 2 on, e3 and e4; 0.8: from int(0.8) = 0 on, all four, not e5
            assertThat(projection(local, shared, 0.5))
                    .usingComparatorWithPrecision(1e-5f)
                    .containsExactly(0, 0, 3, 4, 0);
            assertThat(projection(local, shared, 0.8))
                    .usingComparatorWithPrecision(1e-5f)
                    .containsExactly(1, 2, 3, 4, 0);
            assertThat(FedPhaLearner.weakDirections(TensorBridge.tensor(new float[16 * 20], 1, 16, 20), 0.8)
                            .shape())
                    .containsExactly(1, 20, 13); // the released 16 vectors: from int(3.2) = 3 on
        }
    }

    private static float[] projection(Tensor local, Tensor shared, double ratio) {
        Tensor basis = FedPhaLearner.weakDirections(shared, ratio);
        return TensorBridge.floats(local.matmul(basis).matmul(basis.transpose(1, 2)));
    }

    @Test
    void pullAndPush_ofKnownFeatures_areTheOnesByHand() {
        try (PointerScope scope = new PointerScope()) {
            // two classes: z_L = (1, 0) and (0, 1); their projections (0.6, 0.8) and (0, 1), not normalised here
            Tensor features = TensorBridge.tensor(new float[] {2, 0, 0, 3, 3, 4, 0, 1}, 1, 2, 2, 2);
            // (0.4² + 0.8² + 0 + 0) / 4
            assertThat(TensorBridge.floats(FedPhaLearner.pull(features)))
                    .usingComparatorWithPrecision(1e-6f)
                    .containsExactly(0.2f);

            // z_G = (0, 1) and (0.6, 0.8): distances √2 and √(0.36 + 0.04) = 0.632456; margin 1
            Tensor shared = TensorBridge.tensor(new float[] {0, 5, 3, 4}, 1, 2, 2);
            assertThat(TensorBridge.floats(FedPhaLearner.push(features.select(1, 0), shared, 1)))
                    .usingComparatorWithPrecision(1e-6f)
                    .containsExactly((float) ((1 - Math.sqrt(0.4)) / 2));
        }
    }

    @Test
    void ratio_zero_isAnErrorThatNamesTheRange() {
        assertThatThrownBy(() -> new FedPhaOptions(0, 1, 1, 1, false, LocalContext.Start.OWN, 0, CONTEXT))
                .isInstanceOf(ConfigException.class)
                .hasMessage("ratio must be greater than 0, but was 0.0");
    }

    @Test
    void projectionPullAndPush_ofTheFixture_areThoseOfThePyTorchScript() {
        ParameterSet fixture = FamilyFixture.read();
        try (PointerScope scope = new PointerScope()) {
            Tensor shared = TensorBridge.tensor(fixture.get("shared")).unsqueeze(0);
            Tensor local = TensorBridge.tensor(fixture.get("local")).unsqueeze(0);
            Tensor own = TensorBridge.tensor(fixture.get("features.own"));
            Tensor projected = TensorBridge.tensor(fixture.get("features.projected"));
            Tensor other = TensorBridge.tensor(fixture.get("features.shared"));
            Tensor both = stack(new TensorVector(own, projected), 0).unsqueeze(0);

            assertThat(projection(local, shared, 0.8))
                    .usingComparatorWithPrecision(1e-5f)
                    .containsExactly(fixture.get("expected.projection").toArray());
            assertThat(TensorBridge.floats(FedPhaLearner.pull(both)))
                    .usingComparatorWithPrecision(1e-6f)
                    .containsExactly(fixture.get("expected.pull").toArray());
            assertThat(TensorBridge.floats(FedPhaLearner.push(own.unsqueeze(0), other.unsqueeze(0), 1)))
                    .usingComparatorWithPrecision(1e-6f)
                    .containsExactly(fixture.get("expected.push").toArray());
        }
    }
}

package dev.kintsugi.methods.fedcmi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.pytorch.global.torch.grad;

import dev.kintsugi.core.data.Targets;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.methods.block.LabelLoss;
import dev.kintsugi.methods.multimodal.Forward;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.List;
import java.util.Objects;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.junit.jupiter.api.Test;

/** Scores (ln 3, 0) are the probabilities (3/4, 1/4), and (9/10, 1/10) at temperature 1/2. */
class BranchLossesTest {
    private static final float EPSILON = 1e-5f;
    private static final float LN3 = (float) Math.log(3);
    private static final float[] FIRST = {LN3, 0};
    private static final float[] EVEN = {0, 0};
    private static final float[] SECOND = {0, LN3};
    private static final float[] ONES = {1, 1};

    private final SmallBranches two = new SmallBranches(2);

    private static InfiltrationDistillation distillation(ClassWise classWise) {
        return new InfiltrationDistillation(SmallBranches.PROJECTORS, 1, 1, classWise, 2);
    }

    private static float[] loss(InfiltrationDistillation distillation, Forward forward) {
        return TensorBridge.floats(Objects.requireNonNull(distillation.loss(forward)));
    }

    @Test
    void unimodalLoss_overMixedSamples_countsTheCompleteOnes() {
        try (PointerScope scope = new PointerScope()) {
            ParameterSet parameters = two.parameters(ONES, FIRST, EVEN);
            Forward forward = two.forward(parameters, parameters, SmallBranches.single(0, 0), 0b11, 0b01);

            // 2 · (−ln 3/4 − ln 1/2) for one of two samples
            assertThat(TensorBridge.floats(new UnimodalSupervision(SmallBranches.PROJECTORS, 2).loss(forward))[0])
                    .isCloseTo((float) -(Math.log(0.75) + Math.log(0.5)), within(EPSILON));
        }
    }

    @Test
    void distillation_atTemperaturesOfTheTrueClasses_isTheSoftCrossEntropy() {
        try (PointerScope scope = new PointerScope()) {
            // Labels 0 and 1: s_0 = 3/4 + 1/4, s_1 = 1/4 + 3/4 is a tie, and the last teaches; so a third row of class
            // 0.
            ParameterSet parameters = two.parameters(new float[] {0.5f, 1}, FIRST, SECOND);
            Forward forward = two.forward(parameters, parameters, SmallBranches.single(0, 1, 0), 0b11, 0b11, 0b11);

            double sharp = -0.9 * Math.log(0.1) - 0.1 * Math.log(0.9); // T = 1/2
            double plain = -0.75 * Math.log(0.25) - 0.25 * Math.log(0.75); // T = 1
            assertThat(loss(distillation(ClassWise.TEMPERATURE), forward)[0])
                    .isCloseTo((float) ((2 * sharp + plain) / 3), within(EPSILON));
            assertThat(loss(distillation(ClassWise.NONE), forward)[0]).isCloseTo((float) plain, within(EPSILON));
            // weights 1/2 and 1 of the same entropies
            assertThat(loss(distillation(ClassWise.WEIGHT), forward)[0])
                    .isCloseTo((float) (plain * 2 / 3), within(EPSILON));
        }
    }

    @Test
    void teacher_isTheModelThatWasReceived_andGetsNoGradient() {
        try (PointerScope scope = new PointerScope()) {
            ParameterSet current = two.parameters(ONES, FIRST, EVEN); // dominance is told by this one: m0 teaches
            ParameterSet received = two.parameters(ONES, new float[] {0, 2 * LN3}, EVEN); // (1/10, 9/10)
            Forward forward = two.forward(current, received, SmallBranches.single(0), 0b11);
            forward.run()
                    .current()
                    .names()
                    .forEach(name -> forward.run().current().get(name).requires_grad_(true));
            Forward traced = new Forward(
                    forward.run(),
                    forward.run()
                            .network()
                            .encode(
                                    forward.run().current(),
                                    forward.run().batch(),
                                    forward.run().pass()),
                    forward.features(),
                    forward.scores(),
                    forward.mechanisms());

            Tensor loss = Objects.requireNonNull(distillation(ClassWise.NONE).loss(traced));
            // The student (1/2, 1/2) has −ln 1/2 whatever the teacher; its gradient is p − q = (0.4, −0.4).
            assertThat(TensorBridge.floats(loss)[0]).isCloseTo((float) Math.log(2), within(EPSILON));
            assertThat(TensorBridge.floats(gradient(loss, traced, "classifier.m1.bias")))
                    .containsExactly(new float[] {0.4f, -0.4f}, within(EPSILON));
            for (String untouched : List.of("encoder.m0.value", "classifier.m0.bias", "projector.m1.self.0.bias")) {
                assertThat(gradient(loss, traced, untouched).defined())
                        .as(untouched)
                        .isFalse();
            }
            assertThat(gradient(loss, traced, "encoder.m1.value").defined()).isTrue();
            assertThat(gradient(loss, traced, "projector.m1.as-m0.0.bias").defined())
                    .isTrue();
        }
    }

    private static Tensor gradient(Tensor loss, Forward forward, String name) {
        return grad(
                        new TensorVector(loss.sum()),
                        new TensorVector(forward.run().current().get(name)),
                        new TensorVector(),
                        new BoolOptional(true),
                        false,
                        true)
                .get(0);
    }

    @Test
    void distillation_ofABlock_choosesTheTeacherOfEveryClient() {
        try (PointerScope scope = new PointerScope()) {
            ParameterSet left = two.parameters(ONES, FIRST, EVEN);
            ParameterSet right = two.parameters(ONES, SECOND, FIRST);
            Forward forward = two.forward(List.of(left, right), List.of(left, right), SmallBranches.single(0), 0b11);

            // left: q = (3/4, 1/4), p = (1/2, 1/2). right: m1 teaches q = (3/4, 1/4), m0 says p = (1/4, 3/4).
            assertThat(loss(distillation(ClassWise.NONE), forward))
                    .containsExactly(
                            new float[] {(float) Math.log(2), (float) -(0.75 * Math.log(0.25) + 0.25 * Math.log(0.75))},
                            within(EPSILON));
        }
    }

    @Test
    void distillation_withoutCompleteSamples_isZero() {
        try (PointerScope scope = new PointerScope()) {
            ParameterSet parameters = two.parameters(ONES, FIRST, EVEN);
            Forward forward = two.forward(parameters, parameters, SmallBranches.single(0, 1), 0b01, 0b10);

            assertThat(loss(distillation(ClassWise.TEMPERATURE), forward)).containsExactly(0);
        }
    }

    @Test
    void distillation_overThreeModalities_letsAllOthersImitateTheSurest() {
        try (PointerScope scope = new PointerScope()) {
            SmallBranches three = new SmallBranches(3);
            ParameterSet parameters = three.parameters(new float[] {1, 1, 1, 1, 0.5f, 1}, EVEN, FIRST, SECOND);
            Forward forward = three.forward(parameters, parameters, SmallBranches.single(0), 0b111);

            // m1 teaches: m0 at T = 1 (pair 0-1): −ln 1/2; m2 at T = 1/2 (pair 1-2): q (9, 1)/10, p (1, 9)/10.
            double expected = Math.log(2) - 0.9 * Math.log(0.1) - 0.1 * Math.log(0.9);
            assertThat(loss(distillation(ClassWise.TEMPERATURE), forward)[0])
                    .isCloseTo((float) expected, within(EPSILON));
        }
    }

    @Test
    void distillation_withSeveralLabels_isBinaryPerClass() {
        try (PointerScope scope = new PointerScope()) {
            LabelLoss labels = new LabelLoss(new Targets(List.of("no", "yes"), new int[][] {{0}}), true);
            ParameterSet parameters = two.parameters(new float[] {0.5f, 1}, FIRST, EVEN);
            Forward forward = two.forward(parameters, parameters, labels, 0b11);

            // sigmoid(ln 3 / 0.5) = 9/10 and sigmoid(0) = 1/2 against 1/2 each: −ln 1/2, whatever the teacher.
            assertThat(loss(distillation(ClassWise.TEMPERATURE), forward)[0])
                    .isCloseTo((float) Math.log(2), within(EPSILON));
            // Class "no" with weight 1/2: (ln 2 / 2 + ln 2) / 2.
            assertThat(loss(distillation(ClassWise.WEIGHT), forward)[0])
                    .isCloseTo((float) (Math.log(2) * 0.75), within(EPSILON));
        }
    }

    @Test
    void features_ofAMissingModality_areTheMeanOfWhatImitatesIt() {
        try (PointerScope scope = new PointerScope()) {
            SmallBranches three = new SmallBranches(3);
            ParameterSet parameters = three.parameters(new float[6], new float[] {8, 8}, new float[] {2, 4}, SECOND);
            Forward forward =
                    three.forward(parameters, parameters, SmallBranches.single(0, 0, 0, 0), 0b111, 0b110, 0b010, 0);

            // Of m0: itself; mean of (2, 4) and (0, ln 3); (2, 4) alone; nothing.
            assertThat(TensorBridge.floats(forward.features().get(0).pooled()))
                    .containsExactly(new float[] {8, 8, 1, 2 + LN3 / 2, 2, 4, 0, 0}, within(EPSILON));
            assertThat(TensorBridge.floats(forward.features().get(0).mask())).containsExactly(1, 1, 1, 0);
        }
    }
}

package dev.kintsugi.methods.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.pytorch.global.torch.ones_like;

import dev.kintsugi.core.data.Targets;
import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.round.ClientTask;
import dev.kintsugi.methods.block.BlockParameters;
import dev.kintsugi.methods.block.LabelLoss;
import dev.kintsugi.methods.fedmultimodal.FedMultimodal;
import dev.kintsugi.methods.fedmultimodal.FedMultimodalOptions;
import dev.kintsugi.methods.multimodal.Encoders;
import dev.kintsugi.methods.multimodal.Forward;
import dev.kintsugi.methods.multimodal.FusionOptions;
import dev.kintsugi.methods.multimodal.MultimodalBatch;
import dev.kintsugi.methods.multimodal.MultimodalContract;
import dev.kintsugi.methods.multimodal.MultimodalNetwork;
import dev.kintsugi.methods.multimodal.Pass;
import dev.kintsugi.methods.multimodal.RoundMemory;
import dev.kintsugi.methods.multimodal.Run;
import dev.kintsugi.methods.multimodal.SignalWorkplace;
import dev.kintsugi.methods.multimodal.SmallNetwork;
import dev.kintsugi.methods.multimodal.Tokens;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each mechanism on one step of two clients. The first has two complete samples of classes 0 and 1, the second the same
 * ones without sound. Of the features, motion tells the class and sound says nothing.
 */
class MechanismsTest {
    private static final int SIZE = 2;
    private static final SignalWorkplace WORKPLACE = new SignalWorkplace(row -> row < SIZE ? 0b11 : 0b01, SIZE, SIZE);
    private static final LabelLoss LABELS =
            new LabelLoss(Targets.single(SignalWorkplace.CLASSES, new int[] {0, 1, 0, 1}), false);
    private static final MultimodalNetwork NETWORK = new MultimodalNetwork(
            Encoders.of(WORKPLACE.backbone(), SmallNetwork.ENCODERS),
            SmallNetwork.with(FusionOptions.Kind.CONCAT).fusion(),
            3);
    private static final List<ClientTask> TASKS = List.of(
            new ClientTask(1, 9, "c0", 1, ParameterSet.empty()), new ClientTask(1, 9, "c1", 1, ParameterSet.empty()));

    /** Parameters with a fusion that gives class c the c-th feature of motion times 4, and of sound nothing. */
    private static ParameterSet parameters() {
        FedMultimodalOptions options = new FedMultimodalOptions(SmallNetwork.with(FusionOptions.Kind.CONCAT), 0);
        Map<String, FloatArray> values = new HashMap<>();
        try (var method = FedMultimodal.factory().create(WORKPLACE, options, MultimodalContract.TRAINING)) {
            values.putAll(method.start(1).shared().asMap());
        }
        float[] weight = new float[3 * 32];
        for (int c = 0; c < 3; c++) {
            weight[c * 32 + c] = 4;
        }
        values.put("fusion.out.weight", FloatArray.owning(new long[] {3, 32}, weight));
        values.put("fusion.out.bias", FloatArray.zeros(3));
        return ParameterSet.of(values);
    }

    private static Run run(ParameterSet values, RoundMemory memory, int step) {
        MultimodalBatch batch = new MultimodalBatch(
                2,
                SIZE,
                new int[] {0, 1, 2, 3},
                new float[] {0.5f, 0.5f, 0.5f, 0.5f},
                WORKPLACE.examples().presence(),
                WORKPLACE::features);
        BlockParameters parameters = BlockParameters.stack(List.of(values, values));
        return new Run(NETWORK, parameters, parameters, batch, new Pass(TASKS, step, memory), LABELS);
    }

    /** Features of motion are the class, one hot. */
    private static List<Tokens> features(Run run) {
        float[] motion = new float[4 * 16];
        for (int i = 0; i < 4; i++) {
            motion[i * 16 + i % 2] = 1;
        }
        float[] sound = new float[4 * 16];
        Arrays.fill(sound, 1);
        return List.of(
                Tokens.single(
                        TensorBridge.tensor(motion, 2, SIZE, 16), run.batch().present(SignalWorkplace.MOTION)),
                Tokens.single(
                        TensorBridge.tensor(sound, 2, SIZE, 16), run.batch().present(SignalWorkplace.SOUND)));
    }

    // Motion alone has logits (4, 0, 0): p = e^4 / (e^4 + 2) = 0.96466. Sound alone has 0, 0, 0: p = 1/3.
    private static final double RATIO = 3 * Math.exp(4) / (Math.exp(4) + 2);

    private static Map<String, Tensor> modulated(boolean noise, ModulationOptions.Parameters which, Run run) {
        GradientModulation mechanism = new GradientModulation(
                new ModulationOptions(0.1, noise, which, ActiveRounds.DEFAULTS), GradientModulation.Factor.CVPR);
        List<Tokens> features = features(run);
        assertThat(mechanism.features(run, features)).isSameAs(features);
        Map<String, Tensor> ones = new HashMap<>();
        run.current()
                .names()
                .forEach(name -> ones.put(name, ones_like(run.current().get(name))));
        return mechanism.gradients(
                run.current().with(ones),
                new Forward(run, features, features, features.get(0).values(), List.of()));
    }

    private static float[] values(Map<String, Tensor> tensors, String name) {
        return TensorBridge.floats(Objects.requireNonNull(tensors.get(name)));
    }

    @Test
    void modulation_holdsBackTheConvolutionsOfTheModalityAhead_ofClientsWithCompleteSamples() {
        try (PointerScope scope = new PointerScope()) {
            Map<String, Tensor> changed = modulated(
                    false, ModulationOptions.Parameters.CONVOLUTIONS, run(parameters(), new RoundMemory(), 0));

            float factor = (float) (1 - Math.tanh(0.1 * RATIO));
            float[] motion = values(changed, "encoder.motion.convolution.0.weight");
            assertThat(Arrays.copyOf(motion, motion.length / 2)).containsOnly(new float[] {factor}, within(1e-6f));
            assertThat(Arrays.copyOfRange(motion, motion.length / 2, motion.length))
                    .containsOnly(1f);
            assertThat(values(changed, "encoder.sound.stem.weight")).containsOnly(1f);
            assertThat(changed.keySet())
                    .allSatisfy(name -> assertThat(name).matches("encoder\\..*(convolution|stem|stage).*weight"))
                    .noneMatch(name -> name.contains("norm"));
        }
    }

    @Test
    void modulation_ofAll_changesEveryParameterOfTheEncodersAndNoneOfTheFusion() {
        try (PointerScope scope = new PointerScope()) {
            Run run = run(parameters(), new RoundMemory(), 0);
            assertThat(modulated(false, ModulationOptions.Parameters.ALL, run).keySet())
                    .containsExactlyInAnyOrderElementsOf(run.current().names().stream()
                            .filter(name -> name.startsWith("encoder."))
                            .toList());
        }
    }

    @Test
    void noise_ofAGradientWithoutDeviation_isAsSmallAsTheReleasedCodeHasIt_andOnlyWhereModulated() {
        try (PointerScope scope = new PointerScope()) {
            Map<String, Tensor> changed =
                    modulated(true, ModulationOptions.Parameters.CONVOLUTIONS, run(parameters(), new RoundMemory(), 0));

            // Gradients of ones have deviation 0, so that noise is 1e-8 of a draw: none beside 1 in single precision.
            assertThat(values(changed, "encoder.sound.stem.weight")).containsOnly(1f);
        }
    }

    private static PredictionModulation always(Form form) {
        return new PredictionModulation(new DropOptions(1, 0, 1, ActiveRounds.DEFAULTS), form);
    }

    @Test
    void drop_asReleased_takesTheModalityAheadAndScalesTheOtherToo() {
        try (PointerScope scope = new PointerScope()) {
            Run run = run(parameters(), new RoundMemory(), 0);
            List<Tokens> before = features(run);

            List<Tokens> after = always(Form.RELEASED).features(run, before);

            // q = (1, 0): mean 1/2, so that what is left is doubled. The second client has no complete sample.
            float[] motion = TensorBridge.floats(after.get(0).values());
            assertThat(Arrays.copyOf(motion, 32)).containsOnly(0f);
            assertThat(Arrays.copyOfRange(motion, 32, 64))
                    .containsExactly(
                            Arrays.copyOfRange(TensorBridge.floats(before.get(0).values()), 32, 64));
            assertThat(TensorBridge.floats(after.get(0).mask())).containsExactly(0, 0, 1, 1);
            assertThat(Arrays.copyOf(TensorBridge.floats(after.get(1).values()), 32))
                    .containsOnly(2f);
        }
    }

    @Test
    void drop_byTheEquations_takesTheRateOfTheStepBeforeAndScalesNothing() {
        try (PointerScope scope = new PointerScope()) {
            RoundMemory memory = new RoundMemory();
            ParameterSet values = parameters().plus(ParameterSet.of("opm.first", FloatArray.zeros(2)));
            Run first = run(values, memory, 0);
            List<Tokens> features = features(first);

            assertThat(always(Form.EQUATIONS).features(first, features)).isSameAs(features); // prepared rates are 0
            List<Tokens> second = always(Form.EQUATIONS).features(run(values, memory, 1), features);

            assertThat(TensorBridge.floats(second.get(0).mask())).containsExactly(0, 0, 1, 1);
            assertThat(Arrays.copyOf(TensorBridge.floats(second.get(1).values()), 32))
                    .containsOnly(1f);
        }
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void prototypeLoss_ofTheModalityBehind_isThatWorkedOutByHand(Form form) {
        // Prototypes at 0 and 1, class 2 unseen; motion lies on them, sound half way.
        FloatArray prototypes = FloatArray.copyOf(new long[] {3, 2}, new float[] {0, 1, 1, 1, 0, 0});
        ParameterSet values =
                ParameterSet.of(Map.of("pmr.prototypes.motion", prototypes, "pmr.prototypes.sound", prototypes));
        try (PointerScope scope = new PointerScope()) {
            Run run = run(values, new RoundMemory(), 0);
            List<Tokens> encoded = List.of(
                    Tokens.single(
                            TensorBridge.tensor(new float[] {0, 1, 0, 1}, 2, SIZE, 1),
                            run.batch().present(SignalWorkplace.MOTION)),
                    Tokens.single(
                            TensorBridge.tensor(new float[] {0.5f, 0.5f, 0.5f, 0.5f}, 2, SIZE, 1),
                            run.batch().present(SignalWorkplace.SOUND)));
            RebalanceOptions options = new RebalanceOptions(2, 0.1, 5, 0, ActiveRounds.DEFAULTS);

            @Nullable Tensor loss = new PrototypeRebalance(options, form)
                    .loss(new Forward(run, encoded, encoded, encoded.get(0).values(), List.of()));

            // p of motion: 1 / (1 + 1/e); of sound: 1/2. Sound is behind; its loss is ln 2.
            double sure = 1 / (1 + Math.exp(-1));
            double weight = sure / 0.5 - 1;
            double entropy = -sure * Math.log(sure) - (1 - sure) * Math.log(1 - sure);
            double expected = form == Form.RELEASED
                    ? 2 * Math.log(2)
                    : 2 * weight * Math.log(2) - 0.1 * weight * entropy; // 0.6137
            assertThat(TensorBridge.floats(Objects.requireNonNull(loss)))
                    .containsExactly(new float[] {(float) expected, 0}, within(1e-5f));
        }
    }
}

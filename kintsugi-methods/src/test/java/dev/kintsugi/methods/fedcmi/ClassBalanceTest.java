package dev.kintsugi.methods.fedcmi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kintsugi.core.data.FeatureKind;
import dev.kintsugi.core.data.Targets;
import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.round.ClientTask;
import dev.kintsugi.methods.block.BlockParameters;
import dev.kintsugi.methods.block.LabelLoss;
import dev.kintsugi.methods.multimodal.ClientSamples;
import dev.kintsugi.methods.multimodal.Forward;
import dev.kintsugi.methods.multimodal.FusionOptions;
import dev.kintsugi.methods.multimodal.MadeWorkplace;
import dev.kintsugi.methods.multimodal.ModalityEncoder;
import dev.kintsugi.methods.multimodal.MultimodalBatch;
import dev.kintsugi.methods.multimodal.MultimodalNetwork;
import dev.kintsugi.methods.multimodal.Pass;
import dev.kintsugi.methods.multimodal.SamplesOfAClient;
import dev.kintsugi.methods.multimodal.Tokens;
import dev.kintsugi.methods.parameter.ParameterLayout;
import dev.kintsugi.nn.backbone.InputShape;
import dev.kintsugi.nn.tensor.TensorBridge;
import dev.kintsugi.testkit.ArrayFeatures;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/** Class-wise temperatures and weights from samples; ln 3 against 0 is 3/4, and ln 9 against 0 is 9/10. */
class ClassBalanceTest {
    private static final double EPSILON = 1e-6;
    private static final float LN3 = (float) Math.log(3);
    private static final float LN9 = (float) Math.log(9);
    private static final float[] IDENTITY = {1, 0, 0, 1};

    /** Scores of four rows as each modality has them; their classes are 0, 0, 1 and 0. */
    private static final float[] FIRST = {LN3, 0, 0, 0, 0, LN9, LN9, 0};

    private static final float[] SECOND = {0, LN3, 0, 0, LN9, 0, LN9, 0};

    private static final List<Modality> MODALITIES = List.of(new Modality("m0"), new Modality("m1"));
    private static final MultimodalNetwork NETWORK = new MultimodalNetwork(
            List.of(new Stored(MODALITIES.get(0)), new Stored(MODALITIES.get(1))), FusionOptions.DEFAULTS, 2);

    /** Hands on what is stored. */
    private record Stored(Modality modality) implements ModalityEncoder {
        @Override
        public int width() {
            return 2;
        }

        @Override
        public void declare(ParameterLayout layout) {}

        @Override
        public Tokens encode(BlockParameters parameters, MultimodalBatch batch, Pass pass) {
            return Tokens.single(batch.features(FeatureKind.input(modality)), batch.present(modality));
        }
    }

    /** The four rows; the last one misses the second modality. */
    private static final class FourRows extends MadeWorkplace {
        private static final InputShape SHAPE = new InputShape(InputShape.Form.VECTOR, 2);

        FourRows() {
            super(
                    new Made(
                            MODALITIES,
                            Map.of(MODALITIES.get(0), SHAPE, MODALITIES.get(1), SHAPE),
                            Map.of(
                                    MODALITIES.get(0),
                                    new ArrayFeatures(2, FIRST),
                                    MODALITIES.get(1),
                                    new ArrayFeatures(2, SECOND)),
                            Targets.single(List.of("no", "yes"), new int[] {0, 0, 1, 0})),
                    row -> row == 3 ? 0b01 : 0b11,
                    4);
        }
    }

    /** Returns parameters with which the scores of a modality alone are what is stored. */
    private static ParameterSet identities() {
        ParameterLayout layout = new ParameterLayout();
        SmallBranches.PROJECTORS.declare(layout, NETWORK);
        Map<String, FloatArray> values = new TreeMap<>();
        layout.specs()
                .forEach(spec -> values.put(
                        spec.name(),
                        spec.shape().length == 2
                                ? FloatArray.copyOf(spec.shape(), IDENTITY)
                                : FloatArray.zeros(spec.shape())));
        values.put("fusion.out.weight", FloatArray.zeros(2, 4));
        values.put("fusion.out.bias", FloatArray.zeros(2));
        return ParameterSet.of(values);
    }

    private static float[] prepared(ClassWise classWise, int round) {
        // Not in their order: a row's label is its own, wherever it stands.
        ClientSamples samples =
                SamplesOfAClient.of(new FourRows(), NETWORK, List.of(SmallBranches.PROJECTORS), 3, 2, 0, 1);
        return new InfiltrationDistillation(SmallBranches.PROJECTORS, 1, 1, classWise, 2)
                .prepared(new ClientTask(round, 3, "c0", 1, ParameterSet.empty()), identities(), samples)
                .get(InfiltrationDistillation.BALANCE)
                .toArray();
    }

    /**
     * P₀ = ((3/4 + 1/2) / 2, 9/10) = (5/8, 9/10) and P₁ = ((1/4 + 1/2) / 2, 1/10) = (3/8, 1/10), so r = (5/3, 9) with
     * the mean 16/3 &gt; 1. Class 0 lies below it; class 1 gets 1 + 2 ln(27/16). With the modalities swapped it would
     * be r = (3/5, 1/9), and 1 + 2 ln(16/5).
     */
    @Test
    void prepared_fromSamples_isOfTheClassThatIsOutOfBalance() {
        double emphasis = 1 + 2 * Math.log(27.0 / 16);

        assertThat(prepared(ClassWise.WEIGHT, 2)).containsExactly(new float[] {1, (float) emphasis}, within(1e-5f));
        assertThat(prepared(ClassWise.TEMPERATURE, 2))
                .containsExactly(new float[] {1, (float) (1 / emphasis)}, within(1e-5f));
    }

    @Test
    void prepared_whereNothingIsTaughtClassByClass_isOne() {
        assertThat(prepared(ClassWise.TEMPERATURE, 1)).as("a round of warm-up").containsExactly(1, 1);
        assertThat(prepared(ClassWise.NONE, 2)).containsExactly(1, 1);
    }

    @Test
    void means_overPortions_areOfTheCompleteSamplesOfEachClass() {
        try (PointerScope scope = new PointerScope()) {
            LabelLoss labels = SmallBranches.single(0, 1, 0);
            Forward all = forward(labels, 0b11, 0b11, 0b11);
            Forward holes = forward(labels, 0b11, 0b01, 0b10);
            List<Tensor> once = scores(new float[] {LN3, 0, 0, LN3, 0, 0}, new float[] {0, 0, LN9, 0, 0, LN9});
            List<Tensor> twice = scores(new float[] {LN9, 0, LN9, 0, LN9, 0}, new float[] {0, LN3, 0, 0, 0, 0});
            ClassBalance balance = new ClassBalance(labels, 2);

            balance.add(all, once);
            balance.add(holes, twice);

            // Class 0: rows 0 and 2, and row 0 again; (3/4 + 1/2 + 9/10) / 3 and (1/2 + 1/10 + 1/4) / 3. Class 1: row
            // 1.
            assertThat(balance.of(0)).containsExactly(new double[] {2.15 / 3, 0.75}, within(EPSILON));
            assertThat(balance.of(1)).containsExactly(new double[] {0.85 / 3, 0.1}, within(EPSILON));
        }
    }

    @Test
    void means_ofSeveralLabels_areOfSigmoids() {
        try (PointerScope scope = new PointerScope()) {
            LabelLoss labels = new LabelLoss(new Targets(List.of("no", "yes"), new int[][] {{0, 1}, {1}, {}}), true);
            ClassBalance balance = new ClassBalance(labels, 2);

            balance.add(
                    forward(labels, 0b11, 0b11, 0b11),
                    scores(new float[] {LN3, 0, 0, LN9, 9, 9}, new float[] {0, LN3, 0, 0, 9, 9}));

            // σ(ln 3) = 3/4 of class 0; of class 1 (σ(0) + σ(ln 9)) / 2 = (1/2 + 9/10) / 2, and (3/4 + 1/2) / 2.
            assertThat(balance.of(0)).containsExactly(new double[] {0.75, 0.7}, within(EPSILON));
            assertThat(balance.of(1)).containsExactly(new double[] {0.5, 0.625}, within(EPSILON));
        }
    }

    private static Forward forward(LabelLoss labels, long... masks) {
        SmallBranches two = new SmallBranches(2);
        ParameterSet parameters = two.parameters(new float[] {1, 1}, new float[2], new float[2]);
        return two.forward(parameters, parameters, labels, masks);
    }

    private static List<Tensor> scores(float[] first, float[] second) {
        return List.of(TensorBridge.tensor(first, 1, 3, 2), TensorBridge.tensor(second, 1, 3, 2));
    }
}

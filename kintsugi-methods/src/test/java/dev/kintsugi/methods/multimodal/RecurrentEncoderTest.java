package dev.kintsugi.methods.multimodal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kintsugi.core.data.ClientData;
import dev.kintsugi.core.data.ExampleTable;
import dev.kintsugi.core.data.FeatureKind;
import dev.kintsugi.core.data.FeatureTable;
import dev.kintsugi.core.data.PresenceTable;
import dev.kintsugi.core.data.Targets;
import dev.kintsugi.core.method.Backbone;
import dev.kintsugi.core.method.Method;
import dev.kintsugi.core.method.Workplace;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.round.ClientTask;
import dev.kintsugi.methods.block.BlockGru;
import dev.kintsugi.methods.block.BlockParameters;
import dev.kintsugi.methods.fedmultimodal.FedMultimodal;
import dev.kintsugi.methods.fedmultimodal.FedMultimodalOptions;
import dev.kintsugi.methods.parameter.ParameterLayout;
import dev.kintsugi.methods.prompt.TinyWorkplace;
import dev.kintsugi.nn.backbone.TwoTower;
import dev.kintsugi.nn.tensor.TensorBridge;
import dev.kintsugi.testkit.ArrayFeatures;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Recurrent units over the places of an image and the words of a text, as a frozen tiny CLIP gives them. */
class RecurrentEncoderTest {
    private static final EncoderOptions TOKENS =
            new EncoderOptions(List.of(), 8, List.of(), List.of(4), 1, 0, EncoderOptions.Frozen.TOKENS);
    private static final List<Modality> BOTH = List.of(Modality.IMAGE, Modality.TEXT);
    private static final List<String> TEXTS = List.of("a red cat", "a big green dog", "red", "a dog");
    private static final int WIDTH = 8;

    /** Row 0 has both, row 1 only its text, row 2 only its image, row 3 nothing. */
    private static final PresenceTable PRESENCE = new PresenceTable(BOTH, new long[] {0b11, 0b10, 0b01, 0});

    private static final TwoTower CLIP = TinyWorkplace.twoTower();
    private static final FeatureTable PLACES = new ArrayFeatures(
            CLIP.image().places() * CLIP.image().embeddingWidth(),
            CLIP.imageEncoder(FeatureKind.Cut.PLACES)
                    .orElseThrow()
                    .encode(IntStream.range(0, 4)
                            .mapToObj(RecurrentEncoderTest::image)
                            .toList()));
    private static final FeatureTable WORDS = new ArrayFeatures(
            CLIP.textEncoder(FeatureKind.Cut.TOKENS).orElseThrow().width(),
            CLIP.textEncoder(FeatureKind.Cut.TOKENS).orElseThrow().encode(TEXTS));

    private static BufferedImage image(int number) {
        BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 32 * 32; i++) {
            image.setRGB(i % 32, i / 32, (60 * number + i / 8) << 16 | (255 - i / 8) << 8 | 8 * (i % 32));
        }
        return image;
    }

    private static FeatureTable features(FeatureKind kind) {
        return kind.modality().equals(Modality.IMAGE) ? PLACES : WORDS;
    }

    private static TwoTower backbone(boolean locked) {
        return new TwoTower(
                "tiny",
                CLIP.hash(),
                locked ? new OutputOnlyTower(CLIP.image()) : CLIP.image(),
                CLIP.text(),
                CLIP.tokenizer(),
                CLIP.logitScale(),
                List.of());
    }

    /** The four rows, divided as given. */
    private record FourRows(Map<String, int[]> clients, boolean locked) implements Workplace {
        @Override
        public Backbone backbone() {
            return RecurrentEncoderTest.backbone(locked);
        }

        @Override
        public String promptTemplate() {
            return "a photo of a {}.";
        }

        @Override
        public ExampleTable examples() {
            return new ExampleTable(
                    List.of("r0", "r1", "r2", "r3"),
                    Targets.single(List.of("cat", "dog"), new int[] {0, 1, 0, 1}),
                    PRESENCE);
        }

        @Override
        public FeatureTable features(FeatureKind kind) {
            return RecurrentEncoderTest.features(kind);
        }

        @Override
        public ClientData client(String client) {
            return new ClientData(client, clients.getOrDefault(client, new int[0]));
        }
    }

    private static ParameterSet start(List<ModalityEncoder> encoders) {
        ParameterLayout layout = new ParameterLayout();
        encoders.forEach(encoder -> encoder.declare(layout));
        return layout.initial(1);
    }

    @Test
    void encode_ofPlacesAndWords_isTheUnitsOverWhatTheTowersGive() {
        try (PointerScope scope = new PointerScope()) {
            List<ModalityEncoder> encoders = Encoders.of(CLIP, TOKENS);
            BlockParameters parameters = BlockParameters.stack(List.of(start(encoders)));
            MultimodalBatch batch =
                    MultimodalBatch.of(new int[] {0, 1, 2, 3}, PRESENCE, RecurrentEncoderTest::features);

            Tokens image = encoders.get(0).encode(parameters, batch, Pass.EVALUATION);
            Tokens text = encoders.get(1).encode(parameters, batch, Pass.EVALUATION);

            int places = CLIP.image().places();
            float[] ofRowTwo = new float[PLACES.width()];
            PLACES.copyRow(2, ofRowTwo, 0);
            float[] states = TensorBridge.floats(BlockGru.run(
                    parameters,
                    "encoder.image.recurrent",
                    TensorBridge.tensor(ofRowTwo, 1, 1, places, CLIP.image().embeddingWidth())));
            assertThat(of(image, 2)).containsExactly(states, within(1e-6f));
            assertZero(of(image, 1));
            assertZero(of(text, 2));
            assertZero(of(image, 3));
            // Every place counts where there is an image; of a text what lies from its start to its end token.
            int length = CLIP.promptableText().tokens();
            float[] words = new float[4 * length];
            for (int row : new int[] {0, 1}) {
                int own = CLIP.tokenizer().encode(TEXTS.get(row)).length + 2;
                Arrays.fill(words, row * length, row * length + own, 1);
            }
            assertThat(TensorBridge.floats(text.mask())).containsExactly(words);
            float[] everyPlace = new float[4 * places];
            Arrays.fill(everyPlace, 0, places, 1);
            Arrays.fill(everyPlace, 2 * places, 3 * places, 1);
            assertThat(TensorBridge.floats(image.mask())).containsExactly(everyPlace);
            // Behind the end token the states are gone: a sample's mean is over its words alone.
            float[] first = of(text, 0);
            int own = CLIP.tokenizer().encode(TEXTS.get(0)).length + 2;
            assertZero(Arrays.copyOfRange(first, own * WIDTH, first.length));
            assertThat(Arrays.copyOf(first, own * WIDTH)).doesNotContain(0);
        }
    }

    private static void assertZero(float[] found) {
        assertThat(found).isNotEmpty().containsExactly(new float[found.length], within(0f)); // −0 is zero, too
    }

    /** Returns the tokens of one row, laid flat. */
    private static float[] of(Tokens tokens, int row) {
        return TensorBridge.floats(tokens.values().select(1, row));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void train_ofOneStep_changesTheUnitsOfWhatTheClientHolds(boolean locked) {
        FedMultimodalOptions options = new FedMultimodalOptions(
                new NetworkOptions(
                        TOKENS,
                        SmallNetwork.with(FusionOptions.Kind.CONCAT).fusion(),
                        FederationAlgorithm.FedAvg.DEFAULTS),
                0);
        Workplace workplace = new FourRows(Map.of("both", new int[] {0, 1}, "image", new int[] {2}), locked);
        try (Method method = FedMultimodal.factory().create(workplace, options, MultimodalContract.TRAINING)) {
            ParameterSet start = method.start(1).shared();
            ParameterSet both = learned(method, "both", start);
            ParameterSet image = learned(method, "image", start);

            List<String> units = Stream.of("weight_ih", "weight_hh", "bias_ih", "bias_hh")
                    .map(name -> ".recurrent." + name)
                    .toList();
            for (String unit : units) {
                String ofImage = "encoder.image" + unit;
                String ofText = "encoder.text" + unit;
                assertThat(both.get(ofImage)).as(ofImage).isNotEqualTo(start.get(ofImage));
                assertThat(both.get(ofText)).as(ofText).isNotEqualTo(start.get(ofText));
                assertThat(image.get(ofImage)).as(ofImage).isNotEqualTo(start.get(ofImage));
                assertThat(image.get(ofText)).as("no text, no step").isEqualTo(start.get(ofText));
            }
            assertThat(start.names()).hasSize(2 * units.size() + 2); // and the fusion's weight and bias
        }
    }

    private static ParameterSet learned(Method method, String client, ParameterSet start) {
        return method.train(List.of(new ClientTask(1, 1, client, 1, start)), List.of(ParameterSet.empty()))
                .get(0)
                .update()
                .shared();
    }
}

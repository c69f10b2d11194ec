package dev.kintsugi.engine.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kintsugi.core.data.FeatureKind;
import dev.kintsugi.core.data.Signal;
import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.error.DataException;
import dev.kintsugi.core.error.ModelException;
import dev.kintsugi.core.option.Binder;
import dev.kintsugi.core.option.Settings;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.engine.data.DataOptions;
import dev.kintsugi.engine.data.DataSource;
import dev.kintsugi.engine.data.DataSources;
import dev.kintsugi.engine.data.Split;
import dev.kintsugi.nn.backbone.InputShape;
import dev.kintsugi.nn.backbone.SampleEncoder;
import dev.kintsugi.nn.input.SampleInputs;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputOpeningTest {
    private static final Modality FAST = new Modality("fast");
    private static final Modality SLOW = new Modality("slow");

    private static DataSource source(Map<String, Object> data) {
        return DataSources.open(Binder.bind(Settings.parse(data, "test"), DataOptions.class), 1);
    }

    private static DataSource signals() {
        return source(Map.of("kind", "made-signals", "train-rows", 50, "test-rows", 20));
    }

    private static InputOptions options(boolean standardise) {
        InputOptions usual = InputOptions.DEFAULTS;
        return new InputOptions(standardise, 8, 1, usual.sampleRate(), 1, 40, 0.025, 0.01);
    }

    @Test
    void series_ofAllTrainingRows_haveMeanZeroAndDeviationOnePerChannel() {
        DataSource source = signals();
        SampleInputs inputs = InputOpening.open(source, options(true));

        assertThat(inputs.modalities()).containsExactly(FAST, SLOW);
        InputShape shape = inputs.shape(FAST);
        assertThat(shape.form()).isEqualTo(InputShape.Form.SERIES);
        assertThat(shape.dimensions()).containsExactly(3, 64);
        SampleEncoder<Signal> encoder =
                inputs.signalEncoder(FAST, FeatureKind.Cut.INPUT).orElseThrow();
        assertThat(encoder.width()).isEqualTo(shape.size());
        Split train = source.split(DataSource.TRAIN);
        for (int channel = 0; channel < 3; channel++) {
            double sum = 0;
            double squares = 0;
            for (int row = 0; row < 50; row++) {
                float[] values = encoder.encode(List.of(train.signal(row, FAST)));
                for (int i = 0; i < 64; i++) {
                    sum += values[channel * 64 + i];
                    squares += values[channel * 64 + i] * (double) values[channel * 64 + i];
                }
            }
            assertThat(sum / 3200).isCloseTo(0, within(1e-6));
            assertThat(squares / 3200).isCloseTo(1, within(1e-6));
        }
    }

    @Test
    void series_withoutStandardisation_areAsTheyAre() {
        DataSource source = signals();
        SampleInputs inputs = InputOpening.open(source, options(false));
        Signal signal = source.split(DataSource.TEST).signal(3, SLOW);

        assertThat(inputs.signalEncoder(SLOW, FeatureKind.Cut.INPUT)
                        .orElseThrow()
                        .encode(List.of(signal)))
                .isEqualTo(signal.values());
    }

    @Test
    void hash_namesStatisticsAndOptions() {
        String hash = InputOpening.open(signals(), options(true)).hash();

        assertThat(InputOpening.open(signals(), options(true)).hash()).isEqualTo(hash);
        assertThat(InputOpening.open(signals(), options(false)).hash()).isNotEqualTo(hash);
        DataSource other = source(Map.of("kind", "made-signals", "train-rows", 51, "test-rows", 20));
        assertThat(InputOpening.open(other, options(true)).hash()).isNotEqualTo(hash);
        // What is recorded must not depend on the test rows.
        DataSource moreTests = source(Map.of("kind", "made-signals", "train-rows", 50, "test-rows", 30));
        assertThat(InputOpening.open(moreTests, options(true)).hash()).isEqualTo(hash);
    }

    @Test
    void images_areBrightnessFromMinusOneToOne_andTextsAreNotTaken() {
        DataSource source = source(Map.of("kind", "made", "train-rows", 4, "test-rows", 4, "validation-rows", 0));
        SampleInputs inputs = InputOpening.open(source, options(true));

        assertThat(inputs.modalities()).containsExactly(Modality.IMAGE);
        assertThat(inputs.shape(Modality.IMAGE).dimensions()).containsExactly(1, 8, 8);
        BufferedImage image = new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 16; i++) {
            image.setRGB(i % 4, i / 4, 0xFF0000);
        }
        float[] values =
                inputs.imageEncoder(FeatureKind.Cut.INPUT).orElseThrow().encode(List.of(image));
        // Red is 255 · 0.299 bright; (255 · 0.299 - 127.5) / 127.5 = -0.402.
        assertThat(values).hasSize(64);
        assertThat(values[20]).isCloseTo(-0.402f, within(1e-3f));
        assertThatThrownBy(() -> inputs.shape(Modality.TEXT))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("texts need a frozen backbone, such as made-small");
    }

    @Test
    void data_withTextsOnly_areAnErrorThatNamesFrozenBackbones(@TempDir Path root) throws IOException {
        Files.writeString(root.resolve("data.csv"), "text,label\ngood,a\nbad,b\nfine,a\nworse,b\n");
        DataSource source = source(Map.of("kind", "index", "path", "data.csv", "root", root.toString()));

        assertThatThrownBy(() -> InputOpening.open(source, InputOptions.DEFAULTS))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("have only [text]")
                .hasMessageContaining("made-small");
    }

    @Test
    void series_ofAnotherShape_areAnErrorWithBothShapes() {
        SampleInputs inputs = InputOpening.open(signals(), options(true));

        assertThatThrownBy(() -> inputs.signalEncoder(FAST, FeatureKind.Cut.INPUT)
                        .orElseThrow()
                        .encode(List.of(new Signal(new float[60], 3, 50))))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("3 channels of 20 values")
                .hasMessageContaining("3 of 64");
    }

    @Test
    void experiment_withInputsOfAFrozenBackbone_isAnError() {
        assertThatThrownBy(() -> Binder.bind(
                        Settings.parse(
                                Map.of("name", "x", "method", "promptfl", "inputs", Map.of("image-size", 16)), "test"),
                        Experiment.class))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("inputs is only for backbone: inputs, but backbone is 'made-small'");
        Experiment bound = Binder.bind(
                Settings.parse(
                        Map.of(
                                "name",
                                "x",
                                "method",
                                "promptfl",
                                "backbone",
                                "inputs",
                                "inputs",
                                Map.of("image-size", 16)),
                        "test"),
                Experiment.class);
        assertThat(bound.inputs().orElseThrow().imageSize()).isEqualTo(16);
        assertThat(bound.inputs().orElseThrow().melBands()).isEqualTo(80);
    }
}

package dev.kintsugi.nn.vilt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.core.data.FeatureKind.Cut;
import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.error.ModelException;
import dev.kintsugi.core.error.ShapeException;
import dev.kintsugi.core.error.WeightsException;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.nn.parity.Fixtures;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ViltFolderTest {
    private static final String FIXTURE = "few-patches-bf16";

    @TempDir
    Path folder;

    @BeforeEach
    void copyAModel() throws IOException {
        try (Stream<Path> files = Files.list(Fixtures.vilt(FIXTURE))) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
    }

    @Test
    void tokens_ofEveryImage_areThoseOfTheLargestGrid() {
        // shortest edge 40, longest int(1333/800 · 40) = 66, both floored to 16: 32 x 64 pixels, 4 x 8 patches of 8
        try (ViltModel all = ViltFolder.open(Fixtures.vilt("all-patches-fp32"));
                ViltModel few = ViltFolder.open(folder)) {
            assertThat(few.tokens(Modality.IMAGE)).isEqualTo(1 + 13); // max_image_length is 13
            assertThat(few.tokens(Modality.TEXT)).isEqualTo(12);
            // 24 and int(1333/800 · 24) = 39, floored to 8: 24 x 32 pixels
            assertThat(all.tokens(Modality.IMAGE)).isEqualTo(1 + 3 * 4);
            assertThat(few.modalities()).containsExactly(Modality.TEXT, Modality.IMAGE);
            assertThatThrownBy(() -> few.tokens(new Modality("audio")))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("has no modality 'audio', allowed are [text, image]");
        }
    }

    @Test
    void fill_isAWhiteSquareAndTheEmptyText() {
        try (ViltModel model = ViltFolder.open(Fixtures.vilt("all-patches-fp32"))) {
            BufferedImage white = new BufferedImage(30, 30, BufferedImage.TYPE_INT_RGB);
            Graphics2D graphics = white.createGraphics();
            graphics.setColor(Color.WHITE);
            graphics.fillRect(0, 0, 30, 30);
            graphics.dispose();

            // white is (255 / 255 - 0.5) / 0.5 = 1
            assertThat(model.fill(Modality.IMAGE))
                    .isEqualTo(model.imageEncoder(Cut.TOKENS).orElseThrow().encode(List.of(white)));
            float[] text = model.fill(Modality.TEXT);
            assertThat(text)
                    .isEqualTo(model.textEncoder(Cut.TOKENS).orElseThrow().encode(List.of("")))
                    .hasSize(14 * 24 + 14);
            // start and end, then padding
            assertThat(Arrays.copyOfRange(text, 14 * 24, 14 * 24 + 4)).containsExactly(1, 1, 0, 0);
        }
    }

    @Test
    void encode_anyCompany_givesTheSameRows() {
        try (ViltModel model = ViltFolder.open(folder)) {
            BufferedImage wide = new BufferedImage(90, 50, BufferedImage.TYPE_INT_RGB);
            BufferedImage high = new BufferedImage(50, 90, BufferedImage.TYPE_INT_RGB);
            var encoder = model.imageEncoder(Cut.TOKENS).orElseThrow();
            float[] alone = encoder.encode(List.of(wide));
            float[] together = encoder.encode(List.of(high, wide));

            assertThat(alone).hasSize(encoder.width());
            assertThat(Arrays.copyOfRange(together, encoder.width(), 2 * encoder.width()))
                    .isEqualTo(alone);
        }
    }

    @Test
    void encoders_atTheOutput_areAbsent() {
        try (ViltModel model = ViltFolder.open(folder)) {
            assertThat(model.imageEncoder(Cut.POOLED)).isEmpty();
            assertThat(model.textEncoder(Cut.POOLED)).isEmpty();
        }
    }

    @Test
    void open_otherTokeniserSettings_changesTheHash() throws IOException {
        String before = hash();
        replace("tokenizer_config.json", "\"do_lower_case\": false", "\"do_lower_case\": true");

        assertThat(before).hasSize(64).isNotEqualTo(hash());
    }

    @Test
    void open_missingFolder_isNamed() {
        Path absent = folder.resolve("absent");

        assertThatThrownBy(() -> ViltFolder.open(absent))
                .isInstanceOf(ModelException.class)
                .hasMessage(absent + ": there is no such model folder");
    }

    @Test
    void open_anotherKindOfModel_isNamed() throws IOException {
        replace("config.json", "\"model_type\": \"vilt\"", "\"model_type\": \"clip\"");

        assertThatThrownBy(() -> ViltFolder.open(folder))
                .isInstanceOf(ModelException.class)
                .hasMessage(folder.resolve("config.json") + ": model_type is 'clip', needed is 'vilt'");
    }

    @Test
    void open_withoutBiases_isRefused() throws IOException {
        replace("config.json", "\"qkv_bias\": true", "\"qkv_bias\": false");

        assertThatThrownBy(() -> ViltFolder.open(folder))
                .isInstanceOf(ModelException.class)
                .hasMessage(folder.resolve("config.json") + ": qkv_bias is false, supported is true");
    }

    @Test
    void open_noPatches_isRefused() throws IOException {
        replace("config.json", "\"max_image_length\": 13", "\"max_image_length\": 0");

        assertThatThrownBy(() -> ViltFolder.open(folder))
                .isInstanceOf(ModelException.class)
                .hasMessage(folder.resolve("config.json") + ": max_image_length is 0, allowed are whole numbers from 1,"
                        + " and negative ones for all patches");
    }

    @Test
    void open_widthThatTheWeightsDoNotHave_namesTensorAndShapes() throws IOException {
        replace("config.json", "\"intermediate_size\": 40", "\"intermediate_size\": 41");

        assertThatThrownBy(() -> ViltFolder.open(folder))
                .isInstanceOf(ShapeException.class)
                .hasMessage(folder.resolve("model.safetensors")
                        + ": tensor 'vilt.encoder.layer.0.intermediate.dense.weight' has shape [40, 24], expected"
                        + " [41, 24]");
    }

    @Test
    void open_layerThatTheWeightsDoNotHave_namesTheTensor() throws IOException {
        replace("config.json", "\"num_hidden_layers\": 2", "\"num_hidden_layers\": 3");

        assertThatThrownBy(() -> ViltFolder.open(folder))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("tensor 'vilt.encoder.layer.2.layernorm_before.weight' is missing; expected one");
    }

    @Test
    void open_tokeniserWithMoreIdsThanRows_namesBoth() throws IOException {
        replace("config.json", "\"vocab_size\": ", "\"vocab_size\": 1, \"unused\": ");

        assertThatThrownBy(() -> ViltFolder.open(folder))
                .isInstanceOf(ModelException.class)
                .hasMessageStartingWith(folder + ": the tokeniser has ids up to ")
                .hasMessageEndingWith(", but config.json gives a vocab_size of 1");
    }

    @Test
    void open_divisorThatCutsPatches_namesBoth() throws IOException {
        replace("preprocessor_config.json", "\"size_divisor\": 16", "\"size_divisor\": 12");

        assertThatThrownBy(() -> ViltFolder.open(folder))
                .isInstanceOf(ModelException.class)
                .hasMessage(folder + ": preprocessor_config.json gives a size_divisor of 12, allowed are multiples of"
                        + " the patch_size of 8 in config.json");
    }

    private String hash() {
        try (ViltModel model = ViltFolder.open(folder)) {
            return model.hash();
        }
    }

    private void replace(String name, String old, String with) throws IOException {
        Path file = folder.resolve(name);
        String text = Files.readString(file);
        assertThat(text).contains(old);
        Files.writeString(file, text.replace(old, with));
    }
}

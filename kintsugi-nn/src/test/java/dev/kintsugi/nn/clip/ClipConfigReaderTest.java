package dev.kintsugi.nn.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.core.error.ModelException;
import dev.kintsugi.nn.layer.Activation;
import dev.kintsugi.nn.parity.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClipConfigReaderTest {
    @TempDir
    Path folder;

    @Test
    void read_emptyObject_isClipViTB32() throws IOException {
        ClipConfigReader.Read read = ClipConfigReader.read(write("{}"));

        // the defaults of transformers' CLIPTextConfig, CLIPVisionConfig and CLIPConfig
        assertThat(read.dimensions())
                .isEqualTo(new ClipConfig(
                        512,
                        new ClipConfig.Text(49_408, 512, 2048, 12, 8, 77, Activation.QUICK_GELU, 1e-5),
                        new ClipConfig.Vision(768, 3072, 12, 12, 224, 32, Activation.QUICK_GELU, 1e-5)));
        assertThat(read.endId()).hasValue(49_407);
    }

    @Test
    void read_everyKeyGiven_takesThem() {
        ClipConfigReader.Read read =
                ClipConfigReader.read(Fixtures.clip("gelu-fp16").resolve("config.json"));

        assertThat(read.dimensions())
                .isEqualTo(new ClipConfig(
                        32,
                        new ClipConfig.Text(634, 40, 72, 2, 4, 48, Activation.GELU, 1e-3),
                        new ClipConfig.Vision(32, 64, 2, 4, 32, 16, Activation.GELU, 1e-3)));
        assertThat(read.endId()).hasValue(632);
    }

    @Test
    void read_endIdTwo_isTheOldRuleOfTheLargestId() {
        assertThat(ClipConfigReader.read(Fixtures.clip("quick-gelu-fp32").resolve("config.json"))
                        .endId())
                .isEmpty();
    }

    @Test
    void read_oldTextConfigDict_winsOverTextConfig() throws IOException {
        Path file = write("{\"text_config\": {\"hidden_size\": 64, \"num_hidden_layers\": 3},"
                + " \"text_config_dict\": {\"hidden_size\": 256}, \"vision_config_dict\": null}");

        ClipConfig.Text text = ClipConfigReader.read(file).dimensions().text();

        // transformers fills the old dictionary up with defaults and lets it replace the new one
        assertThat(text.hiddenSize()).isEqualTo(256);
        assertThat(text.numHiddenLayers()).isEqualTo(12);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"model_type\": \"siglip\"} | model_type is 'siglip', supported is 'clip'",
                "{\"projection_dim\": 0} | projection_dim is 0, allowed are whole numbers from 1",
                "{\"projection_dim\": \"wide\"} | projection_dim is \"wide\", allowed are whole numbers from 1",
                "{\"text_config\": {\"hidden_act\": \"relu\"}} | text_config.hidden_act is 'relu', supported are"
                        + " [quick_gelu, gelu, gelu_pytorch_tanh]",
                "{\"vision_config\": {\"num_channels\": 1}} | vision_config.num_channels is 1, supported is 3",
                "{\"text_config\": {\"num_attention_heads\": 7}} | text_config.num_attention_heads is 7, allowed are"
                        + " divisors of the hidden_size of 512",
                "{\"vision_config\": {\"layer_norm_eps\": -1}} | vision_config.layer_norm_eps is -1, allowed are numbers"
                        + " greater than 0",
                "{\"vision_config\": {\"patch_size\": 500}} | vision_config.patch_size is 500, allowed is at most the"
                        + " image_size of 224"
            })
    void read_unsupportedValue_isNamed(String json, String message) throws IOException {
        Path file = write(json);

        assertThatThrownBy(() -> ClipConfigReader.read(file))
                .isInstanceOf(ModelException.class)
                .hasMessage(file + ": " + message);
    }

    @Test
    void read_missingFile_isNamed() {
        Path file = folder.resolve("config.json");

        assertThatThrownBy(() -> ClipConfigReader.read(file))
                .isInstanceOf(ModelException.class)
                .hasMessage(file + ": there is no such file; every model folder has one");
    }

    private Path write(String json) throws IOException {
        return Files.writeString(folder.resolve("config.json"), json);
    }
}

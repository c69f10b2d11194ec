package dev.kintsugi.nn.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.core.error.ModelException;
import dev.kintsugi.core.error.ShapeException;
import dev.kintsugi.core.error.WeightsException;
import dev.kintsugi.nn.backbone.TwoTower;
import dev.kintsugi.nn.parity.Fixtures;
import dev.kintsugi.nn.parity.Fixtures.PreparedPixels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClipFolderTest {
    @TempDir
    Path folder;

    @BeforeEach
    void copyAModel() throws IOException {
        try (Stream<Path> files = Files.list(Fixtures.clip("gelu-fp16"))) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
    }

    @Test
    void open_copyOfAFolder_hasTheSameHash() throws IOException {
        String here = hash(folder);

        assertThat(here).hasSize(64).isEqualTo(hash(Fixtures.clip("gelu-fp16")));
        replace("preprocessor_config.json", "\"resample\": 3", "\"resample\": 2");
        assertThat(hash(folder)).isNotEqualTo(here);
    }

    @Test
    void open_missingFolder_isNamed() {
        Path absent = folder.resolve("absent");

        assertThatThrownBy(() -> open(absent))
                .isInstanceOf(ModelException.class)
                .hasMessage(absent + ": there is no such model folder");
    }

    @Test
    void open_widthThatTheWeightsDoNotHave_namesTensorAndShapes() throws IOException {
        replace("config.json", "\"intermediate_size\": 72", "\"intermediate_size\": 73");

        assertThatThrownBy(() -> open(folder))
                .isInstanceOf(ShapeException.class)
                .hasMessage(
                        folder.resolve("model.safetensors") + ": tensor 'text_model.encoder.layers.0.mlp.fc1.weight'"
                                + " has shape [72, 40], expected [73, 40]");
    }

    @Test
    void open_layerThatTheWeightsDoNotHave_namesTheTensor() throws IOException {
        replace("config.json", "\"num_hidden_layers\": 2", "\"num_hidden_layers\": 3");

        assertThatThrownBy(() -> open(folder))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining(".encoder.layers.2.layer_norm1.weight' is missing; expected one of shape [");
    }

    @Test
    void open_tokeniserWithMoreIdsThanRows_namesBoth() throws IOException {
        replace("config.json", "\"vocab_size\": 634", "\"vocab_size\": 600");

        assertThatThrownBy(() -> open(folder))
                .isInstanceOf(ModelException.class)
                .hasMessage(folder + ": the tokeniser has ids up to 633, but config.json gives a vocab_size of 600");
    }

    @Test
    void open_tokeniserWithAnotherEnd_namesBoth() throws IOException {
        replace("config.json", "\"eos_token_id\": 632", "\"eos_token_id\": 631");

        assertThatThrownBy(() -> open(folder))
                .isInstanceOf(ModelException.class)
                .hasMessage(folder + ": config.json gives the eos_token_id 631, but the tokeniser ends texts with 632");
    }

    @Test
    void open_transformOfAnotherSize_namesBoth() {
        assertThatThrownBy(() -> ClipFolder.open(folder, file -> new PreparedPixels(224, 224)))
                .isInstanceOf(ModelException.class)
                .hasMessage(folder + ": preprocessor_config.json makes images of 224 x 224 pixels, but config.json "
                        + "gives an image_size of 32");
    }

    private static TwoTower open(Path folder) {
        return ClipFolder.open(folder);
    }

    private static String hash(Path folder) {
        try (TwoTower model = open(folder)) {
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

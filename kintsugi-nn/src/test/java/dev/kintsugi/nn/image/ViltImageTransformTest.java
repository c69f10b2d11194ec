package dev.kintsugi.nn.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kintsugi.core.error.ModelException;
import dev.kintsugi.nn.parity.Fixtures;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ViltImageTransformTest {
    @TempDir
    Path folder;

    @Test
    void size_withThePublishedSettings_equalsTransformers() throws IOException {
        ViltImageTransform transform = transform("{}");
        JsonNode sizes = Fixtures.viltTokens().path("sizes");

        assertThat(sizes.size()).isGreaterThan(140);
        for (JsonNode row : sizes) {
            int[] numbers = Fixtures.ids(row);
            assertThat(transform.size(numbers[0], numbers[1]))
                    .as("%d x %d", numbers[0], numbers[1])
                    .isEqualTo(new ViltImageTransform.Size(numbers[2], numbers[3]));
        }
        assertThat(transform.shortestEdge()).isEqualTo(384);
        assertThat(transform.longestEdge()).isEqualTo(608); // int(1333/800 · 384) = 639, floored to 32
    }

    @Test
    void size_ofAThread_isOneDivisorHigh() throws IOException {
        // 639 / 25 = 25.56 rounds to 26, and 26 is floored to 0, with which the reference stops
        assertThat(transform("{}").size(40, 1000)).isEqualTo(new ViltImageTransform.Size(32, 608));
    }

    @Test
    void apply_oneColour_isThatColourEverywhere() throws IOException {
        BufferedImage black = new BufferedImage(10, 20, BufferedImage.TYPE_INT_RGB);

        ImagePixels pixels = transform("{\"size\": 16, \"size_divisor\": 8}").apply(black);

        // 20 / 10 · 16 = 32 exceeds int(1333/800 · 16) = 26: 26 x 13, floored to 8
        assertThat(pixels.height()).isEqualTo(24);
        assertThat(pixels.width()).isEqualTo(8);
        assertThat(pixels.values()).hasSize(3 * 24 * 8).containsOnly(-1f); // (0 - 0.5) / 0.5
    }

    @Test
    void of_differentSizes_putsEachInTheUpperLeftCorner() {
        ImagePixels small = new ImagePixels(1, 2, new float[] {1, 2, 3, 4, 5, 6});
        ImagePixels high = new ImagePixels(2, 1, new float[] {1, 2, 3, 4, 5, 6});

        PaddedImages padded = PaddedImages.of(List.of(small, high));

        assertThat(padded.pixels())
                .containsExactly(1, 2, 0, 0, 3, 4, 0, 0, 5, 6, 0, 0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0);
        assertThat(padded.mask()).containsExactly(1, 1, 0, 0, 1, 0, 1, 0);
        assertThatThrownBy(() -> PaddedImages.of(List.of(small), 1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("image 0 of 1 x 2 pixels does not fit on a canvas of 1 x 1");
    }

    @Test
    void fromPreprocessorConfig_otherSizes_areRefused() {
        assertThatThrownBy(() -> transform("{\"size\": {\"height\": 8, \"width\": 8}}"))
                .isInstanceOf(ModelException.class)
                .hasMessageEndingWith(": size is {\"height\":8,\"width\":8}, allowed are a number and {shortest_edge}");
        assertThatThrownBy(() -> transform("{\"size\": 16}"))
                .hasMessageEndingWith(": size_divisor is 32, allowed is at most the shortest edge of 16");
        assertThatThrownBy(() -> transform("{\"do_resize\": false}"))
                .hasMessageEndingWith(": do_resize is false, so images of any size would come; needed is true");
    }

    private ViltImageTransform transform(String json) throws IOException {
        Path file = folder.resolve("preprocessor_config.json");
        Files.writeString(file, json);
        return ViltImageTransform.fromPreprocessorConfig(file);
    }
}

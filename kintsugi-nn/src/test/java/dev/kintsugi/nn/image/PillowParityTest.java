package dev.kintsugi.nn.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kintsugi.core.error.DataException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Compares with the pixels that Pillow made of the same pictures; the script is tools/parity/make_image_fixtures.py.
 */
class PillowParityTest {
    private static final String FOLDER = "/parity/image/";

    @TestFactory
    List<DynamicTest> pixels_ofEveryFixture_equalPillow() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (JsonNode test : new ObjectMapper().readTree(bytes("manifest.json")).path("cases")) {
            tests.add(DynamicTest.dynamicTest(test.path("expected").asText(), () -> check(test)));
        }
        assertThat(tests).hasSizeGreaterThan(50);
        return tests;
    }

    private static void check(JsonNode test) throws IOException {
        String input = test.path("input").asText();
        if (test.path("mode").asText().equals("CMYK")) {
            Assertions.assertThatThrownBy(() -> ImageDecoder.decode(input, bytes(input)))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("cmyk.jpg");
            return;
        }
        BufferedImage image = ImageDecoder.decode(input, bytes(input));
        assertThat(image.getWidth()).isEqualTo(test.path("input_width").asInt());
        assertThat(image.getHeight()).isEqualTo(test.path("input_height").asInt());
        byte[] expected = bytes(test.path("expected").asText());
        assertThat(largestDifference(pixels(test, image), expected))
                .as(test.path("expected").asText())
                .isZero();
    }

    private static int[] pixels(JsonNode test, BufferedImage image) {
        if (test.path("op").asText().equals("decode")) {
            return RgbPixels.of(image);
        }
        ResampleFilter filter =
                ResampleFilter.valueOf(test.path("filter").asText().toUpperCase(Locale.ROOT));
        if (test.path("op").asText().equals("resize")) {
            return new StretchTransform(
                            test.path("width").asInt(),
                            test.path("height").asInt(),
                            filter,
                            1,
                            List.of(0.0, 0.0, 0.0),
                            List.of(1.0, 1.0, 1.0))
                    .resize(image);
        }
        int crop = test.path("crop").asInt();
        return new ClipImageTransform(new PreprocessorConfig(
                        new PreprocessorConfig.ShortestEdge(test.path("size").asInt()),
                        crop,
                        crop,
                        filter,
                        PreprocessorConfig.openAi(crop).normalisation()))
                .crop(image);
    }

    private static int largestDifference(int[] pixels, byte[] expected) {
        assertThat(expected).hasSize(3 * pixels.length);
        int largest = 0;
        for (int i = 0; i < expected.length; i++) {
            int found = pixels[i / 3] >> (16 - 8 * (i % 3)) & 255;
            largest = Math.max(largest, Math.abs(found - (expected[i] & 255)));
        }
        return largest;
    }

    private static byte[] bytes(String name) throws IOException {
        try (InputStream stream = PillowParityTest.class.getResourceAsStream(FOLDER + name)) {
            assertThat(stream).as(name).isNotNull();
            return stream.readAllBytes();
        }
    }
}

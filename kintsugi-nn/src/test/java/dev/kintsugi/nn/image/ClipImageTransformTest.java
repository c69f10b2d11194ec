package dev.kintsugi.nn.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kintsugi.core.error.ModelException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClipImageTransformTest {
    @TempDir
    Path folder;

    @Test
    void fromPreprocessorConfig_ofAllWritings_givesOneTransform() throws IOException {
        String expected = ClipImageTransform.openAi(224).fingerprint();
        for (String json : List.of(
                "{}",
                "{\"size\": 224, \"crop_size\": 224, \"resample\": 3, \"do_resize\": true}",
                "{\"size\": {\"shortest_edge\": 224}, \"crop_size\": {\"height\": 224, \"width\": 224}}",
                """
                {"do_center_crop": true, "do_normalize": true, "do_rescale": true,
                 "rescale_factor": 0.00392156862745098, "image_mean": [0.48145466, 0.4578275, 0.40821073],
                 "image_std": [0.26862954, 0.26130258, 0.27577711], "image_processor_type": "CLIPImageProcessor"}
                """)) {
            assertThat(read(json).fingerprint()).as(json).isEqualTo(expected);
        }
        assertThat(expected).contains("ShortestEdge[size=224]", "crop 224x224", "BICUBIC", "0.48145466", "0.27577711");
    }

    @Test
    void fingerprint_ofOtherSettings_differs() throws IOException {
        List<String> all = List.of(
                "{}",
                "{\"size\": 225}",
                "{\"crop_size\": 32}",
                "{\"resample\": 2}",
                "{\"image_mean\": [0.5, 0.5, 0.5]}",
                "{\"image_std\": [0.5, 0.5, 0.5]}",
                "{\"do_normalize\": false}",
                "{\"do_rescale\": false}",
                "{\"do_resize\": false}",
                "{\"size\": {\"height\": 224, \"width\": 224}}");
        List<String> fingerprints = new ArrayList<>();
        for (String json : all) {
            fingerprints.add(read(json).fingerprint());
        }
        assertThat(fingerprints).doesNotHaveDuplicates();
    }

    @Test
    void fromPreprocessorConfig_ofUnusableSettings_namesThem() throws IOException {
        assertThatThrownBy(() -> read("{\"resample\": 1}"))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("resample is 1, allowed are 2 (bilinear) and 3 (bicubic)");
        assertThatThrownBy(() -> read("{\"size\": 0}"))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("size is 0, allowed are whole numbers from 1");
        assertThatThrownBy(() -> read("{\"size\": {\"longest_edge\": 9}}"))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("{shortest_edge} and {height, width}");
        assertThatThrownBy(() -> read("{\"image_std\": [1, 0, 1]}"))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("image_std is [1,0,1], needed are three numbers greater than 0");
        assertThatThrownBy(() -> read("{\"do_center_crop\": false}"))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("do_center_crop is false");
        assertThatThrownBy(() -> read("{\"do_resize\": 1}"))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("do_resize is 1, allowed are true and false");
        assertThatThrownBy(() -> read("[1"))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("cannot be read as JSON");
        assertThatThrownBy(() -> ClipImageTransform.fromPreprocessorConfig(folder.resolve("absent.json")))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("absent.json: there is no such file");
    }

    @Test
    void apply_ofOneColour_normalisesEachChannel() {
        BufferedImage image = new BufferedImage(50, 40, BufferedImage.TYPE_INT_RGB);
        int[] line = new int[50 * 40];
        Arrays.fill(line, 0xFF3300);
        image.setRGB(0, 0, 50, 40, line, 0, 50);
        float[] into = new float[1 + 3 * 8 * 8];
        into[0] = 7;
        ClipImageTransform.openAi(8).apply(image, into, 1);
        assertThat(into[0]).isEqualTo(7);
        // red 255 -> (1 - 0.48145466) / 0.26862954, green 51 -> (0.2 - 0.4578275) / 0.26130258, blue 0
        assertThat(into[1]).isCloseTo(1.9303361f, within(1e-6f));
        assertThat(into[1 + 64]).isCloseTo(-0.9867010f, within(1e-6f));
        assertThat(into[1 + 128]).isCloseTo(-1.4802198f, within(1e-6f));
        assertThat(into[1 + 191]).isEqualTo(into[1 + 128]);
    }

    @Test
    void apply_ofTooShortArray_saysHowManyPlacesAreNeeded() {
        assertThatThrownBy(() -> ClipImageTransform.openAi(8)
                        .apply(new BufferedImage(9, 9, BufferedImage.TYPE_INT_RGB), new float[100], 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("192 places, but from 0 on there are 100");
    }

    @Test
    void crop_ofImageSmallerThanTheCrop_addsBlackAround() throws IOException {
        ClipImageTransform transform = read("{\"do_resize\": false, \"crop_size\": {\"height\": 4, \"width\": 5}}");
        BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, 2, 1, new int[] {0x0A0B0C, 0x010203}, 0, 2);
        // transformers pads ceil((4 - 1) / 2) = 2 rows above and ceil((5 - 2) / 2) = 2 columns to the left
        assertThat(transform.crop(image))
                .containsExactly(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x0A0B0C, 0x010203, 0, 0, 0, 0, 0, 0);
    }

    @Test
    void apply_fromManyThreads_givesEqualPixels() {
        ClipImageTransform transform = ClipImageTransform.openAi(16);
        List<float[]> found = IntStream.range(0, 64)
                .parallel()
                .mapToObj(i -> {
                    float[] into = new float[3 * 16 * 16];
                    transform.apply(gradient(30 + i % 4, 40), into, 0);
                    return into;
                })
                .toList();
        for (int i = 4; i < 64; i++) {
            assertThat(found.get(i)).isEqualTo(found.get(i % 4));
        }
    }

    private static BufferedImage gradient(int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, (5 * x) << 16 | (6 * y) << 8 | (x * y & 255));
            }
        }
        return image;
    }

    private ClipImageTransform read(String json) throws IOException {
        return ClipImageTransform.fromPreprocessorConfig(
                Files.writeString(folder.resolve("preprocessor_config.json"), json));
    }
}

package dev.kintsugi.engine.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kintsugi.core.error.DataException;
import dev.kintsugi.nn.backbone.SampleEncoder;
import dev.kintsugi.nn.backbone.TransformedImages;
import dev.kintsugi.nn.image.ImageTransform;
import dev.kintsugi.nn.image.ResampleFilter;
import dev.kintsugi.nn.image.StretchTransform;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class SampleFeaturesTest {
    private static final ImageTransform TRANSFORM = StretchTransform.mobileNet(4, ResampleFilter.BILINEAR);
    private static final TransformedImages PIXELS = new TransformedImages(TRANSFORM, pixels -> pixels, 48);

    @Test
    void begin_ofTwoBatchesAtOnce_keepsRowsApart() {
        List<Long> batches = new CopyOnWriteArrayList<>();
        TransformedImages meanColour = new TransformedImages(
                TRANSFORM,
                pixels -> {
                    batches.add(pixels.size(0));
                    return pixels.mean(2, 3);
                },
                3);
        try (SampleFeatures<BufferedImage> features =
                new SampleFeatures<>(row -> plain(10 * row, 128, 255), meanColour, 3, 2)) {
            Supplier<float[]> first = features.begin(new int[] {0, 5, 2});
            Supplier<float[]> second = features.begin(new int[] {9});
            // (byte - 128) / 128 per channel: red 10 * row, green 128, blue 255
            assertThat(first.get())
                    .usingComparatorWithPrecision(1e-6f)
                    .containsExactly(
                            -1, 0, 127 / 128f, (50 - 128) / 128f, 0, 127 / 128f, (20 - 128) / 128f, 0, 127 / 128f);
            assertThat(second.get()[0]).isCloseTo((90 - 128) / 128f, within(1e-6f));
        }
        assertThat(batches).containsExactlyInAnyOrder(3L, 1L);
    }

    @Test
    void begin_whereTheEncoderRefusesASample_saysWhich() {
        SampleEncoder<String> shortWords = new SampleEncoder<>() {
            @Override
            public String fingerprint() {
                return "short";
            }

            @Override
            public int width() {
                return 1;
            }

            @Override
            public float[] encode(List<String> samples) {
                if (samples.stream().anyMatch(sample -> sample.length() > 5)) {
                    throw new DataException("a sample is longer than 5");
                }
                return new float[samples.size()];
            }
        };
        List<String> words = List.of("one", "three", "thirteen");
        try (SampleFeatures<String> features =
                new SampleFeatures<>(words::get, row -> "row '" + words.get(row) + "'", shortWords, 3, 1)) {
            assertThatThrownBy(features.begin(new int[] {0, 1, 2})::get)
                    .isInstanceOf(DataException.class)
                    .hasMessage("row 'thirteen': a sample is longer than 5");
        }
    }

    @Test
    void begin_ofUnreadableImage_throwsItsError() {
        try (SampleFeatures<BufferedImage> features = new SampleFeatures<>(
                row -> {
                    throw new DataException("hat.jpg: there is no such image file");
                },
                PIXELS,
                1,
                1)) {
            assertThatThrownBy(features.begin(new int[] {0})::get)
                    .isInstanceOf(DataException.class)
                    .hasMessage("hat.jpg: there is no such image file");
        }
    }

    @Test
    void constructor_withoutWorkers_isRefused() {
        assertThatThrownBy(() -> new SampleFeatures<>(row -> plain(0, 0, 0), PIXELS, 1, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 and 0");
    }

    private static BufferedImage plain(int red, int green, int blue) {
        BufferedImage image = new BufferedImage(6, 5, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < 5; y++) {
            for (int x = 0; x < 6; x++) {
                image.setRGB(x, y, red << 16 | green << 8 | blue);
            }
        }
        return image;
    }
}

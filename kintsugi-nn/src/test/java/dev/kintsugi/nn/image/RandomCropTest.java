package dev.kintsugi.nn.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.core.random.KeyedRandom;
import dev.kintsugi.core.random.RandomKey;
import java.awt.image.BufferedImage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RandomCropTest {
    private static KeyedRandom random(int number) {
        return new RandomKey(7, number, "", "crop").open();
    }

    /** A picture whose left half is dark and whose right half is light. */
    private static BufferedImage halves(int width, int height) {
        int[] pixels = new int[width * height];
        for (int at = 0; at < pixels.length; at++) {
            pixels[at] = at % width < width / 2 ? 0x101010 : 0xF0F0F0;
        }
        return RgbPixels.image(pixels, width, height);
    }

    @ParameterizedTest
    @CsvSource({"64, 48, 0.08", "30, 90, 0.5", "40, 40, 1.0"})
    void part_drawn_liesInTheImageAndHasTheAreaAndRatioAskedFor(int width, int height, double smallest) {
        RandomCrop crop = new RandomCrop(8, 8, smallest, 0.5);
        double least = 1;
        double most = 0;
        for (int i = 0; i < 300; i++) {
            Resampler.Window part = crop.part(width, height, random(i));

            assertThat(part.x()).isBetween(0, width - part.width());
            assertThat(part.y()).isBetween(0, height - part.height());
            // Sides are rounded to whole pixels, by half a pixel at most.
            double ratio = (double) part.width() / part.height();
            assertThat(ratio).isBetween(0.75 - 1.0 / part.height() - 0.05, 4.0 / 3 + 1.0 / part.height() + 0.05);
            double share = (double) part.width() * part.height() / (width * height);
            least = Math.min(least, share);
            most = Math.max(most, share);
        }
        // A part of 30 × 90 has at most the ratio's 30 × 40; where no draw fits, that is taken.
        assertThat(most).isLessThanOrEqualTo(width == 30 ? 40.0 / 90 : 1.0);
        assertThat(least).isGreaterThan(width == 30 ? 0.4 : smallest * 0.8);
        assertThat(most - least).isGreaterThan(smallest < 0.5 ? 0.5 : -1);
    }

    @Test
    void of_wholeImage_isTheResizedImageItselfOrMirrored() {
        BufferedImage image = halves(16, 16);

        int[] same = RgbPixels.of(new RandomCrop(16, 16, 1, 0).of(image, random(0)));
        int[] mirrored = RgbPixels.of(new RandomCrop(16, 16, 1, 1).of(image, random(0)));

        for (int at = 0; at < same.length; at++) {
            assertThat(mirrored[at] & 255).isEqualTo(same[at - at % 16 + 15 - at % 16] & 255);
        }
        assertThat(same).isNotEqualTo(mirrored);
    }

    @Test
    void of_anImage_isOfTheSizeAskedForAndFollowsFromTheKey() {
        RandomCrop crop = new RandomCrop(12, 9, 0.08, 0.5);
        BufferedImage image = halves(64, 48);

        BufferedImage first = crop.of(image, random(1));

        assertThat(first.getWidth()).isEqualTo(12);
        assertThat(first.getHeight()).isEqualTo(9);
        assertThat(RgbPixels.of(crop.of(image, random(1)))).isEqualTo(RgbPixels.of(first));
        assertThat(RgbPixels.of(crop.of(image, random(2)))).isNotEqualTo(RgbPixels.of(first));
    }
}

package dev.kintsugi.nn.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.core.random.RandomKey;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PhotoVariationTest {
    private static final int WIDTH = 60;
    private static final int HEIGHT = 80;

    /** A photo on white with a filled square of 30 × 30 pixels in its middle. */
    private static BufferedImage square(int colour) {
        int[] pixels = new int[WIDTH * HEIGHT];
        Arrays.fill(pixels, 0xFFFFFF);
        for (int y = 25; y < 55; y++) {
            Arrays.fill(pixels, y * WIDTH + 15, y * WIDTH + 45, colour);
        }
        return RgbPixels.image(pixels, WIDTH, HEIGHT);
    }

    private static int[] vary(BufferedImage image, long seed) {
        BufferedImage varied =
                PhotoVariation.of(image, RandomKey.of(seed, "view").open());
        assertThat(varied.getWidth()).isEqualTo(WIDTH);
        assertThat(varied.getHeight()).isEqualTo(HEIGHT);
        return RgbPixels.of(varied);
    }

    /** Blue that no background has: blue minus red of a muted colour is below 60. */
    private static long blue(int[] pixels) {
        return Arrays.stream(pixels)
                .filter(pixel -> (pixel & 255) - (pixel >> 16 & 255) > 80)
                .count();
    }

    @Test
    void of_sameKey_sameImage() {
        assertThat(vary(square(0x0000FF), 1)).isEqualTo(vary(square(0x0000FF), 1));
        assertThat(vary(square(0x0000FF), 1)).isNotEqualTo(vary(square(0x0000FF), 2));
    }

    @Test
    void of_thingOnWhite_keepsTheThingAtTheDrawnScale() {
        // 30 · 30 · scale² pixels with scale in [0.65, 1.15]: 380 to 1190; at most a third is moved out of the photo,
        // and bilinear borders cost up to a pixel on each side.
        for (int seed = 0; seed < 40; seed++) {
            assertThat(blue(vary(square(0x0000FF), seed))).as("seed " + seed).isBetween(250L, 1250L);
        }
    }

    @Test
    void of_whitePhoto_showsOnlyTheBackground() {
        int[] whitened = vary(square(0xFAFAFA), 3);
        int[] white = vary(square(0xFFFFFF), 3);

        assertThat(whitened).isEqualTo(white); // near white counts as white, so nothing of either is left
    }

    @Test
    void of_whiteInsideTheThing_isKept() {
        BufferedImage framed = square(0x0000FF);
        for (int y = 35; y < 45; y++) {
            for (int x = 25; x < 35; x++) {
                framed.setRGB(x, y, 0xFFFFFF);
            }
        }
        int[] filled = vary(square(0x0000FF), 5);
        int[] hole = vary(framed, 5);
        int changed = 0;
        for (int i = 0; i < hole.length; i++) {
            changed += hole[i] == filled[i] ? 0 : 1;
            boolean same = hole[i] == filled[i] || (hole[i] >> 16 & 255) > (filled[i] >> 16 & 255);
            assertThat(same)
                    .as("pixel " + i + ": white shines, background does not")
                    .isTrue();
        }
        assertThat(changed).isGreaterThan(30); // 10 · 10 · 0.65² = 42 at the smallest, less at the drawn border
    }
}

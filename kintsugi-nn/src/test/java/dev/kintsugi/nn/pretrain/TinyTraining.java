package dev.kintsugi.nn.pretrain;

import dev.kintsugi.core.random.KeyedRandom;
import dev.kintsugi.core.random.RandomKey;
import dev.kintsugi.nn.clip.ClipConfig;
import dev.kintsugi.nn.image.ResampleFilter;
import dev.kintsugi.nn.image.StretchTransform;
import dev.kintsugi.nn.layer.Activation;
import dev.kintsugi.nn.text.TrainedVocabulary;
import dev.kintsugi.nn.text.VocabularyTraining;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

/** A training of half a second: 8 × 8 pixels of one of six colours with the colour's name. */
final class TinyTraining {
    static final int SIDE = 8;
    static final List<String> COLOURS = List.of("red", "green", "blue", "yellow", "black", "white");

    private static final int[] RGB = {0xE02020, 0x20C040, 0x2040E0, 0xE0D020, 0x101010, 0xF0F0F0};
    private static final int PAIRS = 96;

    private TinyTraining() {}

    static List<String> captions() {
        List<String> captions = new ArrayList<>();
        for (int i = 0; i < PAIRS; i++) {
            captions.add((i % 2 == 0 ? "a photo of " : "it is ") + COLOURS.get(i % COLOURS.size()));
        }
        return captions;
    }

    static TrainedVocabulary vocabulary() {
        return VocabularyTraining.learn(captions(), 560);
    }

    static byte[] pixels(int pair) {
        KeyedRandom random = RandomKey.of(pair, "tiny pixels").open();
        byte[] pixels = new byte[3 * SIDE * SIDE];
        for (int i = 0; i < pixels.length; i++) {
            int channel = i / (SIDE * SIDE);
            int value = RGB[pair % COLOURS.size()] >> (16 - 8 * channel) & 255;
            pixels[i] = (byte) Math.max(0, Math.min(255, value + random.nextInt(31) - 15));
        }
        return pixels;
    }

    static BufferedImage image(int pair) {
        byte[] bytes = pixels(pair);
        int side = SIDE;
        BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < side * side; i++) {
            int red = bytes[i] & 255;
            int green = bytes[side * side + i] & 255;
            int blue = bytes[2 * side * side + i] & 255;
            image.setRGB(i % side, i / side, red << 16 | green << 8 | blue);
        }
        return image;
    }

    static PixelPairs source(TrainedVocabulary vocabulary) {
        return new PixelPairs(new CaptionTable(captions(), vocabulary.tokenizer(), 12), SIDE, TinyTraining::pixels);
    }

    static ClipConfig config(TrainedVocabulary vocabulary) {
        return new ClipConfig(
                16,
                new ClipConfig.Text(vocabulary.size(), 16, 32, 1, 2, 12, Activation.GELU, 1e-5),
                new ClipConfig.Vision(16, 32, 1, 2, SIDE, 4, Activation.GELU, 1e-5));
    }

    static StretchTransform transform() {
        return new StretchTransform(
                SIDE, SIDE, ResampleFilter.BICUBIC, 1 / 255.0, PixelPairs.MEAN, PixelPairs.DEVIATION);
    }

    static TrainingSettings settings(int steps) {
        return new TrainingSettings(1, steps, 5, 24, 3e-3, 0.1, 0.98, 1, 100);
    }
}

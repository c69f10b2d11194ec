package dev.kintsugi.nn.image;

import java.awt.image.BufferedImage;

/** Turns an image into the pixels that a tower was trained on. Pure and thread-safe. */
public interface ImageTransform {
    /** Returns the height of the result. */
    int height();

    /** Returns the width of the result. */
    int width();

    /** Writes the pixels {@code [3, height, width]} of an image into {@code into} from {@code offset} on. */
    void apply(BufferedImage image, float[] into, int offset);

    /** Returns a text that names the transform and all its settings; part of the key of stored features. */
    String fingerprint();
}

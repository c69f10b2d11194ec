package dev.kintsugi.nn.image;

import java.util.Arrays;
import java.util.List;

/**
 * The map from a byte of a channel to the number a tower sees: {@code (byte * factor - mean) / deviation}.
 *
 * @param factor factor on the byte
 * @param mean subtracted after the factor, per channel RGB
 * @param deviation divisor, per channel RGB
 */
record Normalisation(double factor, List<Double> mean, List<Double> deviation) {
    Normalisation {
        mean = List.copyOf(mean);
        deviation = List.copyOf(deviation);
        if (mean.size() != 3 || deviation.size() != 3) {
            throw new IllegalArgumentException(
                    "mean and standard deviation need 3 values each, but were " + mean + " and " + deviation);
        }
        if (deviation.contains(0.0)) {
            throw new IllegalArgumentException("standard deviations must not be 0, but were " + deviation);
        }
    }

    /** Returns the numbers of all 256 bytes per channel, {@code [3][256]}. */
    float[][] table() {
        float[][] table = new float[3][256];
        for (int channel = 0; channel < 3; channel++) {
            for (int value = 0; value < 256; value++) {
                table[channel][value] = (float) ((value * factor - mean.get(channel)) / deviation.get(channel));
            }
        }
        return table;
    }

    /** Writes packed RGB pixels as planes {@code [3, pixels]} by a table of {@link #table}. */
    static void write(int[] pixels, float[][] table, float[] into, int offset) {
        if (into.length - offset < 3 * pixels.length) {
            throw new IllegalArgumentException("the pixels need " + 3 * pixels.length + " places, but from " + offset
                    + " on there are " + Math.max(into.length - offset, 0));
        }
        for (int channel = 0; channel < 3; channel++) {
            float[] values = table[channel];
            int shift = 16 - 8 * channel;
            int at = offset + channel * pixels.length;
            for (int pixel : pixels) {
                into[at++] = values[pixel >> shift & 255];
            }
        }
    }

    String fingerprint() {
        return "factor=" + factor + ",mean=" + Arrays.toString(mean.toArray()) + ",deviation="
                + Arrays.toString(deviation.toArray());
    }
}

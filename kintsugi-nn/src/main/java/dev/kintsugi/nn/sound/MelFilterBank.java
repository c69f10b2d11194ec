package dev.kintsugi.nn.sound;

/**
 * Triangles over the frequencies of a spectrum, equally wide on the mel scale {@code 2595 · log10(1 + f / 700)}, each 1
 * at its middle and 0 at the middles of its neighbours.
 *
 * <p>Source: torchaudio.functional.melscale_fbanks with {@code mel_scale="htk"} and {@code norm=None}, from 0 Hz to
 * half the sample rate.
 */
public final class MelFilterBank {
    private MelFilterBank() {}

    /**
     * Returns the weights.
     *
     * @param bands number of triangles, 1 or more
     * @param size values that a spectrum was made of, even
     * @param rate samples per second
     * @return {@code [bands, size / 2 + 1]} row-major
     */
    public static float[] weights(int bands, int size, double rate) {
        int bins = size / 2 + 1;
        double[] middles = new double[bands + 2];
        double top = mel(rate / 2);
        for (int i = 0; i < middles.length; i++) {
            middles[i] = hertz(top * i / (bands + 1));
        }
        float[] weights = new float[bands * bins];
        for (int band = 0; band < bands; band++) {
            for (int bin = 0; bin < bins; bin++) {
                double frequency = rate * bin / size;
                double rising = (frequency - middles[band]) / (middles[band + 1] - middles[band]);
                double falling = (middles[band + 2] - frequency) / (middles[band + 2] - middles[band + 1]);
                weights[band * bins + bin] = (float) Math.max(0, Math.min(rising, falling));
            }
        }
        return weights;
    }

    static double mel(double hertz) {
        return 2595 * Math.log10(1 + hertz / 700);
    }

    static double hertz(double mel) {
        return 700 * (Math.pow(10, mel / 2595) - 1);
    }
}

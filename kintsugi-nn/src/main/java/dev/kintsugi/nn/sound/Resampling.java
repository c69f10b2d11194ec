package dev.kintsugi.nn.sound;

/**
 * Turns a sound of one sample rate into another one by a band-limited interpolation: a sinc under a Hann window of six
 * zero crossings, cut off at 0.99 of the lower of the two Nyquist frequencies.
 *
 * <p>Source: torchaudio.functional.resample with its defaults ({@code sinc_interp_hann}, {@code lowpass_filter_width}
 * 6, {@code rolloff} 0.99), after J. O. Smith, Digital Audio Resampling Home Page. Computed in double. Thread-safe.
 */
final class Resampling {
    private static final int ZERO_CROSSINGS = 6;
    private static final double ROLL_OFF = 0.99;

    private final int from;
    private final int to;
    private final int reach;
    private final double[][] kernels;

    /**
     * Prepares the filters.
     *
     * @param fromRate samples per second of what is given, above 0
     * @param toRate samples per second of what is wanted, above 0
     */
    Resampling(int fromRate, int toRate) {
        int divisor = greatestCommonDivisor(fromRate, toRate);
        this.from = fromRate / divisor;
        this.to = toRate / divisor;
        double base = Math.min(from, to) * ROLL_OFF;
        this.reach = (int) Math.ceil(ZERO_CROSSINGS * from / base);
        this.kernels = new double[to][2 * reach + from];
        for (int phase = 0; phase < to; phase++) {
            for (int i = 0; i < kernels[phase].length; i++) {
                double time = base * ((double) (i - reach) / from - (double) phase / to);
                double within = Math.max(-ZERO_CROSSINGS, Math.min(ZERO_CROSSINGS, time));
                double angle = Math.PI * within;
                double root = Math.cos(angle / ZERO_CROSSINGS / 2);
                double sinc = angle == 0 ? 1 : Math.sin(angle) / angle;
                kernels[phase][i] = sinc * root * root * base / from;
            }
        }
    }

    private static int greatestCommonDivisor(int a, int b) {
        return b == 0 ? a : greatestCommonDivisor(b, a % b);
    }

    /** Returns the resampled sound, {@code ceil(length · to / from)} values. */
    float[] apply(float[] sound) {
        int length = Math.toIntExact((sound.length * (long) to + from - 1) / from);
        float[] result = new float[length];
        for (int i = 0; i < length; i++) {
            double[] kernel = kernels[i % to];
            int start = i / to * from - reach;
            double sum = 0;
            for (int j = Math.max(0, -start); j < kernel.length && start + j < sound.length; j++) {
                sum += kernel[j] * sound[start + j];
            }
            result[i] = (float) sum;
        }
        return result;
    }
}

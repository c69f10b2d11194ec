package dev.kintsugi.core.data;

/**
 * A stretch of a sensor stream or of a sound.
 *
 * @param values one channel after another, {@code [channels, length]} row-major
 * @param channels number of channels, at least 1
 * @param rate values of a channel per second, above 0
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier of samples on their way to an encoder, never compared
public record Signal(float[] values, int channels, double rate) {
    /** Checks that every channel has the same length. */
    public Signal {
        if (channels < 1 || values.length % channels != 0 || !(rate > 0)) {
            throw new IllegalArgumentException("a signal needs channels of one length and a rate above 0, but has "
                    + values.length + " values, " + channels + " channels and rate " + rate);
        }
    }

    /** Returns the number of values of a channel. */
    public int length() {
        return values.length / channels;
    }
}

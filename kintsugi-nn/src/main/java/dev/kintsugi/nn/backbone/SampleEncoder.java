package dev.kintsugi.nn.backbone;

import java.util.List;

/**
 * Turns samples of one modality into frozen features of one width. Pure and thread-safe.
 *
 * @param <T> a sample, such as an image or a sentence
 */
public interface SampleEncoder<T> {
    /** Returns a text that names everything but the weights that the features depend on; part of their key. */
    String fingerprint();

    /** Returns the number of values of one sample. */
    int width();

    /** Returns the features of samples, one after another, {@code [samples, width]} row-major. */
    float[] encode(List<T> samples);
}

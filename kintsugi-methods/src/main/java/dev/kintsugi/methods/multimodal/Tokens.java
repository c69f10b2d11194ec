package dev.kintsugi.methods.multimodal;

import static org.bytedeco.pytorch.global.torch.clamp_min;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * What an encoder makes of the samples of one modality: a sequence per sample, of one token where there is nothing to
 * line up.
 *
 * @param values {@code [clients, size, tokens, width]}; zeros behind the mask
 * @param mask {@code [clients, size, tokens]}: 1 for a token, 0 for padding and in all places of a sample that misses
 *     the modality
 */
public record Tokens(Tensor values, Tensor mask) {
    /** Returns tokens with zeros wherever the mask is 0. */
    public static Tokens of(Tensor values, Tensor mask) {
        return new Tokens(values.mul(mask.unsqueeze(3)), mask);
    }

    /** Returns one token per sample. */
    public static Tokens single(Tensor features, Tensor present) {
        return of(features.unsqueeze(2), present.unsqueeze(2));
    }

    /** Returns the mean over the tokens of each sample, {@code [clients, size, width]}; zeros where there is none. */
    public Tensor pooled() {
        if (values.size(2) == 1) {
            return values.squeeze(2);
        }
        return values.sum(2).div(clamp_min(mask.sum(2), new Scalar(1)).unsqueeze(2));
    }

    /** Returns 1 for a sample that has a token and 0 for another, {@code [clients, size]}. */
    public Tensor present() {
        return mask.amax(new long[] {2}, false);
    }

    /** Returns zeros everywhere: the modality taken away from all samples. */
    public Tokens without() {
        return new Tokens(values.mul(new Scalar(0)), mask.mul(new Scalar(0)));
    }

    /**
     * Returns the tokens times a factor per sample.
     *
     * @param factors {@code [clients, size]}; a sample with factor 0 misses the modality from here on
     */
    public Tokens times(Tensor factors) {
        Tensor kept = factors.ne(new Scalar(0)).to(mask.scalar_type());
        return new Tokens(values.mul(factors.unsqueeze(2).unsqueeze(3)), mask.mul(kept.unsqueeze(2)));
    }

    /** Returns the number of values of a token. */
    public long width() {
        return values.size(3);
    }
}

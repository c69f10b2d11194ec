package dev.kintsugi.nn.image;

import dev.kintsugi.core.error.ModelException;

/**
 * The kernel that weighs the source pixels around the place of a resized pixel.
 *
 * <p>Kernels and supports are those of Pillow ({@code Resample.c}); the bicubic one is Keys' with a = -0.5.
 */
public enum ResampleFilter {
    /** The triangle, one source pixel wide to each side. */
    BILINEAR(1, 2),
    /** Keys' cubic with a = -0.5, two source pixels wide to each side. */
    BICUBIC(2, 3);

    private static final double A = -0.5;

    private final double support;
    private final int pillowCode;

    ResampleFilter(double support, int pillowCode) {
        this.support = support;
        this.pillowCode = pillowCode;
    }

    /**
     * Returns the filter with Pillow's number, as {@code preprocessor_config.json} names it.
     *
     * @param place file, for errors
     * @throws ModelException if the number is of another filter
     */
    static ResampleFilter ofPillowCode(String place, int code) {
        for (ResampleFilter filter : values()) {
            if (filter.pillowCode == code) {
                return filter;
            }
        }
        throw new ModelException(
                place + ": resample is " + code + ", allowed are 2 (bilinear) and 3 (bicubic) in Pillow's numbering");
    }

    /** Returns the distance, in pixels, from which on the kernel is 0. */
    double support() {
        return support;
    }

    /** Returns the weight at a distance in pixels. The order of operations is Pillow's, so that the bits agree. */
    double weight(double distance) {
        double x = Math.abs(distance);
        if (this == BILINEAR) {
            return x < 1 ? 1 - x : 0;
        }
        if (x < 1) {
            return ((A + 2) * x - (A + 3)) * x * x + 1;
        }
        return x < 2 ? (((x - 5) * x + 8) * x - 4) * A : 0;
    }
}

package dev.kintsugi.nn.image;

/**
 * One image as a model sees it, in the size that its transform gave it.
 *
 * @param height in pixels
 * @param width in pixels
 * @param values {@code [3, height, width]} row-major; owned by this record, never written after construction
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier from the transform to the tensor; never compared
public record ImagePixels(int height, int width, float[] values) {
    /** Checks that the values fit the size. */
    public ImagePixels {
        if (height <= 0 || width <= 0 || values.length != 3 * height * width) {
            throw new IllegalArgumentException("an image of " + height + " x " + width + " pixels needs "
                    + 3L * height * width + " values, but has " + values.length);
        }
    }
}

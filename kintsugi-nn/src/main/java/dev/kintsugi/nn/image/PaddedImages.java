package dev.kintsugi.nn.image;

import java.util.Arrays;
import java.util.List;

/**
 * Images of different sizes on canvases of one size: each stands in the upper left corner, the rest is 0.
 *
 * @param images number of images
 * @param height of the canvas, in pixels
 * @param width of the canvas, in pixels
 * @param pixels {@code [images, 3, height, width]} row-major; owned by this record, never written after construction
 * @param heights of the images, {@code [images]}
 * @param widths of the images, {@code [images]}
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier from the transform to the tensor; never compared
public record PaddedImages(int images, int height, int width, float[] pixels, int[] heights, int[] widths) {
    /** Returns images on the smallest canvas that holds all of them, as the processors of Hugging Face do. */
    public static PaddedImages of(List<ImagePixels> images) {
        int height = images.stream().mapToInt(ImagePixels::height).max().orElse(0);
        int width = images.stream().mapToInt(ImagePixels::width).max().orElse(0);
        return of(images, height, width);
    }

    /**
     * Returns images on a given canvas.
     *
     * @throws IllegalArgumentException if an image is larger than the canvas
     */
    public static PaddedImages of(List<ImagePixels> images, int height, int width) {
        float[] pixels = new float[images.size() * 3 * height * width];
        int[] heights = new int[images.size()];
        int[] widths = new int[images.size()];
        for (int i = 0; i < heights.length; i++) {
            ImagePixels image = images.get(i);
            if (image.height() > height || image.width() > width) {
                throw new IllegalArgumentException("image " + i + " of " + image.height() + " x " + image.width()
                        + " pixels does not fit on a canvas of " + height + " x " + width);
            }
            heights[i] = image.height();
            widths[i] = image.width();
            for (int line = 0; line < 3 * image.height(); line++) {
                int channel = line / image.height();
                int row = line % image.height();
                int to = ((i * 3 + channel) * height + row) * width;
                System.arraycopy(image.values(), line * image.width(), pixels, to, image.width());
            }
        }
        return new PaddedImages(heights.length, height, width, pixels, heights, widths);
    }

    /** Returns which pixels belong to the images, {@code [images, height, width]} row-major: 1 inside, 0 beside. */
    public float[] mask() {
        float[] mask = new float[images * height * width];
        for (int i = 0; i < images; i++) {
            for (int row = 0; row < heights[i]; row++) {
                int at = (i * height + row) * width;
                Arrays.fill(mask, at, at + widths[i], 1);
            }
        }
        return mask;
    }
}

package dev.kintsugi.nn.image;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.SinglePixelPackedSampleModel;

/**
 * Reads any image as packed RGB, the way Pillow's {@code convert("RGB")} does: alpha is dropped, grey is repeated,
 * stored numbers are taken as they are.
 *
 * <p>{@link BufferedImage#getRGB} must not be used for this: it converts grey and images with a colour profile through
 * a colour management system, which changes the numbers.
 */
final class RgbPixels {
    private RgbPixels() {}

    /** Returns the pixels {@code 0x00RRGGBB} or {@code 0xAARRGGBB}, row-major; possibly the image's own array. */
    static int[] of(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        Raster raster = image.getRaster();
        if ((image.getType() == BufferedImage.TYPE_INT_RGB || image.getType() == BufferedImage.TYPE_INT_ARGB)
                && raster.getDataBuffer() instanceof DataBufferInt buffer
                && raster.getSampleModel() instanceof SinglePixelPackedSampleModel model
                && model.getScanlineStride() == width
                && raster.getParent() == null
                && buffer.getOffset() == 0) {
            return buffer.getData();
        }
        int[] pixels = new int[width * height];
        int bands = raster.getNumBands();
        int shift = Math.max(raster.getSampleModel().getSampleSize(0) - 8, 0); // of 16 bits the upper 8 are taken
        int[] line = new int[width * bands];
        for (int y = 0; y < height; y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, line);
            for (int x = 0; x < width; x++) {
                if (image.getColorModel() instanceof IndexColorModel palette) {
                    pixels[y * width + x] = palette.getRGB(line[x]) & 0xFFFFFF;
                } else {
                    int at = x * bands;
                    int red = line[at] >> shift;
                    int green = bands < 3 ? red : line[at + 1] >> shift;
                    int blue = bands < 3 ? red : line[at + 2] >> shift;
                    pixels[y * width + x] = red << 16 | green << 8 | blue;
                }
            }
        }
        return pixels;
    }

    /** Returns an image with a copy of packed pixels. */
    static BufferedImage image(int[] pixels, int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        image.getRaster().setDataElements(0, 0, width, height, pixels);
        return image;
    }
}

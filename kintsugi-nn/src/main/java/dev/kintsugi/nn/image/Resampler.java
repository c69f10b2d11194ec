package dev.kintsugi.nn.image;

import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Resizes 8-bit RGB images to the very bytes that Pillow's {@code Image.resize} gives.
 *
 * <p>Two passes with the intermediate rounded to 8 bits. As in Pillow 13 ({@code ImagingResampleInner}) the lines come
 * first, unless the height shrinks by more than twice what the width shrinks by; older versions always began with the
 * lines, which at hard edges of such images gives a few grey levels of difference.
 *
 * <p>Only what the asked-for window needs is computed. Thread-safe; the weights of each pair of lengths are computed
 * once.
 */
final class Resampler {
    private static final int HALF = 1 << (CoefficientTable.FRACTION_BITS - 1);
    private static final int MOST_TABLES = 512; // of data sets whose images all differ in size

    private final ResampleFilter filter;
    private final ConcurrentHashMap<Long, CoefficientTable> tables = new ConcurrentHashMap<>();

    Resampler(ResampleFilter filter) {
        this.filter = filter;
    }

    /**
     * A part of an image.
     *
     * @param x first column
     * @param y first row
     */
    record Window(int x, int y, int width, int height) {}

    /**
     * Returns a window of the image resized to {@code width} × {@code height}.
     *
     * @param source packed RGB pixels, row-major; not changed
     * @param window lies in the resized image
     * @return packed RGB pixels of the window, row-major
     */
    int[] resize(int[] source, int sourceWidth, int sourceHeight, int width, int height, Window window) {
        CoefficientTable columns = table(sourceWidth, width);
        CoefficientTable rows = table(sourceHeight, height);
        int right = window.x + window.width;
        int bottom = window.y + window.height;
        int removedRows = sourceHeight - height;
        if (removedRows > 0 && removedRows > 2 * (sourceWidth - width)) {
            int from = columns.firstOf(window.x, right);
            int to = columns.endOf(window.x, right);
            int[] lines = alongColumns(source, sourceWidth, from, to, 0, rows, window.y, bottom);
            return alongLines(lines, to - from, from, 0, window.height, columns, window.x, right);
        }
        int from = rows.firstOf(window.y, bottom);
        int to = rows.endOf(window.y, bottom);
        int[] lines = alongLines(source, sourceWidth, 0, from, to, columns, window.x, right);
        return alongColumns(lines, window.width, 0, window.width, from, rows, window.y, bottom);
    }

    /**
     * Resizes the rows {@code top} to {@code bottom} to the target columns {@code left} to {@code right}.
     *
     * @param origin the column that the first column of {@code source} is in the whole image
     */
    private static int[] alongLines(
            int[] source,
            int sourceWidth,
            int origin,
            int top,
            int bottom,
            CoefficientTable table,
            int left,
            int right) {
        int[] target = new int[(bottom - top) * (right - left)];
        int[] weights = table.weights();
        int at = 0;
        for (int row = top; row < bottom; row++) {
            for (int column = left; column < right; column++) {
                int weight = column * table.stride();
                int from = row * sourceWidth + table.first()[column] - origin;
                int to = from + table.count()[column];
                int red = HALF;
                int green = HALF;
                int blue = HALF;
                for (int i = from; i < to; i++) {
                    int pixel = source[i];
                    int w = weights[weight++];
                    red += (pixel >> 16 & 255) * w;
                    green += (pixel >> 8 & 255) * w;
                    blue += (pixel & 255) * w;
                }
                target[at++] = clip(red) << 16 | clip(green) << 8 | clip(blue);
            }
        }
        return target;
    }

    /**
     * Resizes the columns {@code left} to {@code right} to the target rows {@code top} to {@code bottom}.
     *
     * @param origin the row that the first row of {@code source} is in the whole image
     */
    private static int[] alongColumns(
            int[] source,
            int sourceWidth,
            int left,
            int right,
            int origin,
            CoefficientTable table,
            int top,
            int bottom) {
        int width = right - left;
        int[] target = new int[width * (bottom - top)];
        int[] weights = table.weights();
        int[] red = new int[width];
        int[] green = new int[width];
        int[] blue = new int[width];
        for (int row = top; row < bottom; row++) {
            Arrays.fill(red, HALF);
            Arrays.fill(green, HALF);
            Arrays.fill(blue, HALF);
            for (int i = 0; i < table.count()[row]; i++) {
                int w = weights[row * table.stride() + i];
                int line = (table.first()[row] - origin + i) * sourceWidth + left;
                for (int column = 0; column < width; column++) {
                    int pixel = source[line + column];
                    red[column] += (pixel >> 16 & 255) * w;
                    green[column] += (pixel >> 8 & 255) * w;
                    blue[column] += (pixel & 255) * w;
                }
            }
            for (int column = 0; column < width; column++) {
                target[(row - top) * width + column] =
                        clip(red[column]) << 16 | clip(green[column]) << 8 | clip(blue[column]);
            }
        }
        return target;
    }

    private static int clip(int sum) {
        int value = sum >> CoefficientTable.FRACTION_BITS;
        return value < 0 ? 0 : Math.min(value, 255);
    }

    private CoefficientTable table(int sourceLength, int targetLength) {
        if (tables.size() > MOST_TABLES) {
            tables.clear();
        }
        return tables.computeIfAbsent(
                (long) sourceLength << 32 | targetLength,
                key -> CoefficientTable.of(sourceLength, targetLength, filter));
    }
}

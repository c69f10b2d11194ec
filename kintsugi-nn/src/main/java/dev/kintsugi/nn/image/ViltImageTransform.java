package dev.kintsugi.nn.image;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kintsugi.core.error.ModelException;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;

/**
 * The transform of ViLT (Kim et al., ICML 2021): keeps the aspect, so that images differ in size.
 *
 * <p>Follows {@code ViltImageProcessor} of Hugging Face transformers: the shorter edge is made a given length, unless
 * the longer one would exceed 1333 / 800 of it; then both are floored to multiples of the divisor. The pixels before
 * the mapping to numbers are equal to Pillow's. <b>Differs:</b> an edge that would become 0 (an image over 20 times as
 * long as high, with the published settings) becomes one divisor long, where the reference stops with an error.
 */
public final class ViltImageTransform {
    private static final List<Double> HALF = List.of(0.5, 0.5, 0.5);
    private static final int DEFAULT_SHORTEST_EDGE = 384;
    private static final int DEFAULT_DIVISOR = 32;

    private final int shortestEdge;
    private final int divisor;
    private final ResampleFilter filter;
    private final Normalisation normalisation;
    private final float[][] table;
    private final Resampler resampler;

    private ViltImageTransform(int shortestEdge, int divisor, ResampleFilter filter, Normalisation normalisation) {
        this.shortestEdge = shortestEdge;
        this.divisor = divisor;
        this.filter = filter;
        this.normalisation = normalisation;
        this.table = normalisation.table();
        this.resampler = new Resampler(filter);
    }

    /**
     * Returns the transform that a model's {@code preprocessor_config.json} describes; keys that are missing have the
     * values of {@code ViltImageProcessor}.
     *
     * @throws ModelException if the file is missing, is not JSON, or asks for something this transform cannot do
     */
    public static ViltImageTransform fromPreprocessorConfig(Path file) {
        String place = file.toString();
        JsonNode root = PreprocessorConfig.json(file);
        if (!PreprocessorConfig.flag(place, root, "do_resize")) {
            throw new ModelException(place + ": do_resize is false, so images of any size would come; needed is true");
        }
        int shortestEdge = shortestEdge(place, root.path("size"));
        int divisor = root.hasNonNull("size_divisor")
                ? PreprocessorConfig.edge(place, "size_divisor", root.path("size_divisor"))
                : DEFAULT_DIVISOR;
        if (divisor > shortestEdge) {
            throw new ModelException(place + ": size_divisor is " + divisor
                    + ", allowed is at most the shortest edge of " + shortestEdge);
        }
        return new ViltImageTransform(
                shortestEdge,
                divisor,
                PreprocessorConfig.filter(place, root),
                PreprocessorConfig.normalisation(place, root, HALF, HALF));
    }

    private static int shortestEdge(String place, JsonNode size) {
        if (size.isMissingNode() || size.isNull()) {
            return DEFAULT_SHORTEST_EDGE;
        }
        if (!size.isObject()) {
            return PreprocessorConfig.edge(place, "size", size);
        }
        if (!size.has("shortest_edge") || size.has("longest_edge")) {
            throw new ModelException(place + ": size is " + size + ", allowed are a number and {shortest_edge}");
        }
        return PreprocessorConfig.edge(place, "size.shortest_edge", size.path("shortest_edge"));
    }

    /** Returns what both edges of every result are multiples of, in pixels. */
    public int divisor() {
        return divisor;
    }

    /** Returns the length of a square image's edges, in pixels; no image has both edges longer. */
    public int shortestEdge() {
        return floored(shortestEdge);
    }

    /** Returns the greatest length of an edge, in pixels. */
    public int longestEdge() {
        return Math.max(floored(longest()), divisor);
    }

    private int longest() {
        return (int) (1333.0 / 800 * shortestEdge);
    }

    private int floored(int length) {
        return length / divisor * divisor;
    }

    /** Returns the pixels of an image in a size of its own. */
    public ImagePixels apply(BufferedImage image) {
        Size size = size(image.getHeight(), image.getWidth());
        int[] pixels = resampler.resize(
                RgbPixels.of(image),
                image.getWidth(),
                image.getHeight(),
                size.width(),
                size.height(),
                new Resampler.Window(0, 0, size.width(), size.height()));
        float[] values = new float[3 * pixels.length];
        Normalisation.write(pixels, table, values, 0);
        return new ImagePixels(size.height(), size.width(), values);
    }

    /** The size of an image, in pixels. */
    record Size(int height, int width) {}

    /** Returns the size that an image of {@code sourceHeight} × {@code sourceWidth} pixels gets. */
    Size size(int sourceHeight, int sourceWidth) {
        double scale = (double) shortestEdge / Math.min(sourceHeight, sourceWidth);
        boolean wide = sourceHeight < sourceWidth;
        double height = wide ? shortestEdge : scale * sourceHeight;
        double width = wide ? scale * sourceWidth : shortestEdge;
        if (Math.max(height, width) > longest()) {
            double reduction = longest() / Math.max(height, width);
            height *= reduction;
            width *= reduction;
        }
        return new Size(edge(height), edge(width));
    }

    private int edge(double length) {
        return Math.max(floored((int) (length + 0.5)), divisor);
    }

    /** Returns a text that names the transform and all its settings; part of the key of stored features. */
    public String fingerprint() {
        return "vilt/1 edge " + shortestEdge + " divisor " + divisor + " " + filter + " " + normalisation.fingerprint();
    }
}

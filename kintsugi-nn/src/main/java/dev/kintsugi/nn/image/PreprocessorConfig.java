package dev.kintsugi.nn.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kintsugi.core.error.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The settings of {@link ClipImageTransform}, as {@code preprocessor_config.json} of Hugging Face writes them.
 *
 * @param resize how large the image is made before the crop
 * @param cropHeight height of the result
 * @param cropWidth width of the result
 */
record PreprocessorConfig(
        Resize resize, int cropHeight, int cropWidth, ResampleFilter filter, Normalisation normalisation) {
    private static final List<Double> OPENAI_MEAN = List.of(0.48145466, 0.4578275, 0.40821073);
    private static final List<Double> OPENAI_DEVIATION = List.of(0.26862954, 0.26130258, 0.27577711);
    private static final double BYTE_TO_UNIT = 1 / 255.0;
    private static final int DEFAULT_SIZE = 224;

    /** How large an image is made. */
    sealed interface Resize {
        int width(int width, int height);

        int height(int width, int height);
    }

    /** Makes the shorter edge {@code size} long and keeps the aspect, rounding the longer edge down. */
    record ShortestEdge(int size) implements Resize {
        @Override
        public int width(int width, int height) {
            return width <= height ? size : (int) ((double) ((long) size * width) / height);
        }

        @Override
        public int height(int width, int height) {
            return height < width ? size : (int) ((double) ((long) size * height) / width);
        }
    }

    /** Makes every image equally large, without keeping the aspect. */
    record Exact(int targetWidth, int targetHeight) implements Resize {
        @Override
        public int width(int width, int height) {
            return targetWidth;
        }

        @Override
        public int height(int width, int height) {
            return targetHeight;
        }
    }

    /** Leaves the size as it is. */
    record Unchanged() implements Resize {
        @Override
        public int width(int width, int height) {
            return width;
        }

        @Override
        public int height(int width, int height) {
            return height;
        }
    }

    static PreprocessorConfig openAi(int size) {
        if (size <= 0) {
            throw new IllegalArgumentException("the size must be greater than 0, but was " + size);
        }
        return new PreprocessorConfig(
                new ShortestEdge(size),
                size,
                size,
                ResampleFilter.BICUBIC,
                new Normalisation(BYTE_TO_UNIT, OPENAI_MEAN, OPENAI_DEVIATION));
    }

    static PreprocessorConfig read(Path file) {
        return parse(file.toString(), json(file));
    }

    /** Returns the content of a {@code preprocessor_config.json}, an object. */
    static JsonNode json(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new ModelException(file + ": there is no such file; it describes how images are prepared");
        }
        JsonNode root;
        try {
            root = new ObjectMapper().readTree(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new ModelException(file + ": cannot be read as JSON: " + firstLine(e), e);
        }
        if (!root.isObject()) {
            throw new ModelException(file + ": must hold a JSON object, but holds " + root.getNodeType());
        }
        return root;
    }

    private static PreprocessorConfig parse(String place, JsonNode root) {
        Resize resize = flag(place, root, "do_resize") ? resize(place, root.path("size")) : new Unchanged();
        int cropHeight;
        int cropWidth;
        if (flag(place, root, "do_center_crop")) {
            JsonNode crop = root.path("crop_size");
            cropHeight = crop.isObject() ? edge(place, "crop_size.height", crop.path("height")) : square(place, crop);
            cropWidth = crop.isObject() ? edge(place, "crop_size.width", crop.path("width")) : cropHeight;
        } else if (resize instanceof Exact exact) {
            cropHeight = exact.targetHeight();
            cropWidth = exact.targetWidth();
        } else {
            throw new ModelException(place + ": do_center_crop is false and size is " + root.path("size")
                    + ", so images of different aspect would differ in size; needed is do_center_crop or"
                    + " size {height, width}");
        }
        return new PreprocessorConfig(
                resize,
                cropHeight,
                cropWidth,
                filter(place, root),
                normalisation(place, root, OPENAI_MEAN, OPENAI_DEVIATION));
    }

    /** Returns the map of bytes to numbers; mean and deviation are what holds where the file says nothing. */
    static Normalisation normalisation(String place, JsonNode root, List<Double> mean, List<Double> deviation) {
        double factor =
                flag(place, root, "do_rescale") ? root.path("rescale_factor").asDouble(BYTE_TO_UNIT) : 1;
        return flag(place, root, "do_normalize")
                ? new Normalisation(
                        factor,
                        channels(place, root, "image_mean", mean),
                        channels(place, root, "image_std", deviation))
                : new Normalisation(factor, List.of(0.0, 0.0, 0.0), List.of(1.0, 1.0, 1.0));
    }

    static ResampleFilter filter(String place, JsonNode root) {
        return root.hasNonNull("resample")
                ? ResampleFilter.ofPillowCode(place, root.path("resample").asInt(-1))
                : ResampleFilter.BICUBIC;
    }

    private static Resize resize(String place, JsonNode size) {
        if (!size.isObject()) {
            return new ShortestEdge(size.isMissingNode() || size.isNull() ? DEFAULT_SIZE : edge(place, "size", size));
        }
        if (size.has("shortest_edge") && !size.has("longest_edge")) {
            return new ShortestEdge(edge(place, "size.shortest_edge", size.path("shortest_edge")));
        }
        if (size.has("height") && size.has("width")) {
            return new Exact(
                    edge(place, "size.width", size.path("width")), edge(place, "size.height", size.path("height")));
        }
        throw new ModelException(
                place + ": size is " + size + ", allowed are a number, {shortest_edge} and {height, width}");
    }

    private static int square(String place, JsonNode crop) {
        return crop.isMissingNode() || crop.isNull() ? DEFAULT_SIZE : edge(place, "crop_size", crop);
    }

    static int edge(String place, String key, JsonNode node) {
        if (!node.canConvertToInt() || node.asInt() <= 0) {
            throw new ModelException(place + ": " + key + " is " + node + ", allowed are whole numbers from 1");
        }
        return node.asInt();
    }

    static boolean flag(String place, JsonNode root, String key) {
        JsonNode node = root.path(key);
        if (!node.isMissingNode() && !node.isNull() && !node.isBoolean()) {
            throw new ModelException(place + ": " + key + " is " + node + ", allowed are true and false");
        }
        return node.asBoolean(true);
    }

    private static List<Double> channels(String place, JsonNode root, String key, List<Double> fallback) {
        JsonNode node = root.path(key);
        if (node.isMissingNode() || node.isNull()) {
            return fallback;
        }
        List<Double> values = new ArrayList<>();
        node.forEach(value -> values.add(value.asDouble(Double.NaN)));
        boolean deviation = key.equals("image_std");
        if (values.size() != 3 || values.stream().anyMatch(v -> v.isNaN() || (deviation && v <= 0))) {
            throw new ModelException(place + ": " + key + " is " + node + ", needed are three "
                    + (deviation ? "numbers greater than 0" : "numbers"));
        }
        return values;
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}

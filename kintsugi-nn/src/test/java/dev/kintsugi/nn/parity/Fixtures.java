package dev.kintsugi.nn.parity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kintsugi.nn.image.ImageTransform;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** The files that {@code tools/parity} made, and the data folder beside the repository. */
public final class Fixtures {
    private Fixtures() {}

    /** Returns a file or folder under {@code parity/clip}. */
    public static Path clip(String name) {
        return folder("/parity/clip").resolve(name);
    }

    /** Returns a file or folder under {@code parity/vilt}. */
    public static Path vilt(String name) {
        return folder("/parity/vilt").resolve(name);
    }

    private static Path folder(String resource) {
        try {
            return Path.of(
                    Objects.requireNonNull(Fixtures.class.getResource(resource)).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns {@code tokens.json} of {@code parity/clip}. */
    public static JsonNode tokens() throws IOException {
        return new ObjectMapper().readTree(Files.readString(clip("tokens.json")));
    }

    /** Returns {@code tokens.json} of {@code parity/vilt}. */
    public static JsonNode viltTokens() throws IOException {
        return new ObjectMapper().readTree(Files.readString(vilt("tokens.json")));
    }

    /** Returns the texts of {@code tokens.json}. */
    public static List<String> texts(JsonNode tokens) {
        return StreamSupport.stream(tokens.path("texts").spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    /** Returns the whole numbers of a JSON list. */
    public static int[] ids(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .mapToInt(JsonNode::asInt)
                .toArray();
    }

    /**
     * Returns a file of the data folder, from KINTSUGI_DATA or ../shared/data beside the repository, if it is there.
     */
    public static Optional<Path> data(String name) {
        String root = System.getenv("KINTSUGI_DATA");
        Path folder = root != null
                ? Path.of(root)
                : Path.of(System.getProperty("kintsugi.repository", ".."), "..", "shared", "data");
        return Optional.of(folder.resolve(name)).filter(Files::exists);
    }

    /** Stands in where a test hands over pixels that are already prepared. */
    public record PreparedPixels(int height, int width) implements ImageTransform {
        @Override
        public void apply(BufferedImage image, float[] into, int offset) {
            throw new IllegalStateException("the pixels are prepared");
        }

        @Override
        public String fingerprint() {
            return "prepared " + height + " x " + width;
        }
    }
}

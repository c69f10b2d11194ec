package dev.kintsugi.nn.hub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kintsugi.core.error.KintsugiException;
import dev.kintsugi.core.safetensors.SafetensorsHeader;
import dev.kintsugi.core.safetensors.TensorEntry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Looks into a model folder without loading it: is it whole, what is it, how large. */
public final class ModelFolder {
    /** Files above this are not read only to show their hash; linked blobs of the cache carry it in their name. */
    private static final long LARGEST_HASHED = 64L << 20;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, String> KINDS = Map.of("clip", "CLIP", "vilt", "ViLT", "kintsugi-lit", "LiT");

    private ModelFolder() {}

    /**
     * Returns the first thing that a folder lacks to be a model: {@code config.json}, the weights, or a shard.
     *
     * @return empty if nothing is missing
     */
    public static Optional<String> missing(Path folder) {
        if (!Files.isRegularFile(folder.resolve(FileSelection.CONFIG))) {
            return Optional.of(FileSelection.CONFIG);
        }
        if (Files.isRegularFile(folder.resolve(FileSelection.WEIGHTS))) {
            return Optional.empty();
        }
        if (!Files.isRegularFile(folder.resolve(FileSelection.INDEX))) {
            return Optional.of(FileSelection.WEIGHTS);
        }
        try {
            return shards(folder).stream()
                    .filter(shard -> !Files.isRegularFile(folder.resolve(shard)))
                    .findFirst();
        } catch (IOException e) {
            return Optional.of("a readable " + FileSelection.INDEX);
        }
    }

    /** Returns the names of the weight files in ascending order. */
    private static List<String> weightFiles(Path folder) throws IOException {
        return Files.isRegularFile(folder.resolve(FileSelection.WEIGHTS))
                ? List.of(FileSelection.WEIGHTS)
                : shards(folder);
    }

    private static List<String> shards(Path folder) throws IOException {
        TreeSet<String> shards = new TreeSet<>();
        for (JsonNode shard :
                JSON.readTree(folder.resolve(FileSelection.INDEX).toFile()).path("weight_map")) {
            if (FileSelection.isSafe(shard.asText())) {
                shards.add(shard.asText());
            }
        }
        return List.copyOf(shards);
    }

    /** Returns what the folder holds; damage is said in the description instead of thrown. */
    public static ModelDescription describe(String id, String origin, Path folder) {
        Optional<String> missing = missing(folder);
        try {
            String kind = Files.isRegularFile(folder.resolve(FileSelection.CONFIG)) ? kind(folder) : "";
            if (missing.isPresent()) {
                return new ModelDescription(id, kind, origin, folder, 0, "", "", "lacks " + missing.get());
            }
            List<String> files = weightFiles(folder);
            long bytes = 0;
            for (String file : files) {
                bytes += Files.size(folder.resolve(file));
            }
            return new ModelDescription(
                    id, kind, origin, folder, bytes, elementTypes(folder, files), hash(folder, files), "");
        } catch (IOException | KintsugiException e) {
            return new ModelDescription(id, "", origin, folder, 0, "", "", "damaged: " + e.getMessage());
        }
    }

    private static String kind(Path folder) throws IOException {
        String type = JSON.readTree(folder.resolve(FileSelection.CONFIG).toFile())
                .path("model_type")
                .asText("");
        return KINDS.getOrDefault(type, type);
    }

    /** Returns the element types by falling share of bytes, such as {@code F16} or {@code F32+I64}. */
    private static String elementTypes(Path folder, List<String> files) {
        Map<String, Long> bytes = new TreeMap<>();
        for (String file : files) {
            for (TensorEntry entry :
                    SafetensorsHeader.read(folder.resolve(file)).entries().values()) {
                bytes.merge(entry.type(), entry.end() - entry.begin(), Long::sum);
            }
        }
        return String.join(
                "+",
                bytes.entrySet().stream()
                        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                        .map(Map.Entry::getKey)
                        .toList());
    }

    /** Returns the SHA-256 of the weights: of the one file, or of the shards' hashes, one a line; empty if unknown. */
    private static String hash(Path folder, List<String> files) throws IOException {
        StringBuilder hashes = new StringBuilder();
        for (String name : files) {
            Path file = folder.resolve(name);
            String known = HubCache.etag(file)
                    .filter(etag -> ContentDigest.ofEtag(etag).kind() == ContentDigest.Kind.SHA256)
                    .orElse("");
            if (known.isEmpty() && Files.size(file) > LARGEST_HASHED) {
                return "";
            }
            String hash = known.isEmpty() ? ContentDigest.sha256(file) : known;
            if (files.size() == 1) {
                return hash;
            }
            hashes.append(hash).append('\n');
        }
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256")
                            .digest(hashes.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}

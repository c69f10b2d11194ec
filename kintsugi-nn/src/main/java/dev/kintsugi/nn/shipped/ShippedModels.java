package dev.kintsugi.nn.shipped;

import dev.kintsugi.core.CacheFolder;
import dev.kintsugi.core.error.ModelException;
import dev.kintsugi.core.error.StorageException;
import dev.kintsugi.nn.hub.ModelSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The models inside the jar: small, trained on made data only. They are unpacked into the cache when they are first
 * asked for, under the hash of their files, so that another version of Kintsugi never reads the files of this one.
 */
public final class ShippedModels implements ModelSource {
    private static final String RESOURCES = "/dev/kintsugi/models/";
    private static final Map<String, List<String>> FILES = new TreeMap<>(Map.of(
            "made-small",
            List.of(
                    "config.json",
                    "kintsugi.json",
                    "merges.txt",
                    "model.safetensors",
                    "preprocessor_config.json",
                    "tokenizer.json",
                    "vocab.json"),
            "made-vilt",
            List.of(
                    "config.json",
                    "kintsugi.json",
                    "model.safetensors",
                    "preprocessor_config.json",
                    "tokenizer.json",
                    "tokenizer_config.json",
                    "vocab.txt")));

    private final Path root;

    /**
     * Creates the source.
     *
     * @param root folder to unpack into; created when it is needed
     */
    public ShippedModels(Path root) {
        this.root = root;
    }

    /** Returns the models, unpacked below the cache folder. */
    public static ShippedModels standard() {
        return new ShippedModels(CacheFolder.of("shipped"));
    }

    @Override
    public String origin() {
        return "shipped";
    }

    @Override
    public List<String> ids() {
        return List.copyOf(FILES.keySet());
    }

    /**
     * Returns the unpacked folder of a model.
     *
     * @throws ModelException if there is no model of that id
     * @throws StorageException if it cannot be unpacked
     */
    @Override
    public Path folder(String id) {
        List<String> names = FILES.get(id);
        if (names == null) {
            throw new ModelException("there is no shipped model '" + id + "'; there is " + ids());
        }
        Map<String, byte[]> files = read(id, names);
        Path folder = root.resolve(id + "-" + hash(files).substring(0, 12)).resolve(id);
        try {
            Files.createDirectories(folder);
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                unpack(folder.resolve(file.getKey()), file.getValue());
            }
            return folder;
        } catch (IOException e) {
            throw new StorageException(
                    folder + ": the shipped model cannot be unpacked: " + e
                            + "; another place can be set by KINTSUGI_CACHE",
                    e);
        }
    }

    private static Map<String, byte[]> read(String id, List<String> names) {
        Map<String, byte[]> files = new TreeMap<>();
        for (String name : names) {
            String resource = RESOURCES + id + "/" + name;
            try (InputStream stream = ShippedModels.class.getResourceAsStream(resource)) {
                if (stream == null) {
                    throw new ModelException("this build lacks the shipped model's file " + resource);
                }
                files.put(name, stream.readAllBytes());
            } catch (IOException e) {
                throw new ModelException(resource + ": cannot be read from the jar: " + e, e);
            }
        }
        return files;
    }

    private static String hash(Map<String, byte[]> files) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            files.values().forEach(digest::update);
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Writes a file that is not there or has another size, in one step. */
    private static void unpack(Path file, byte[] bytes) throws IOException {
        if (Files.isRegularFile(file) && Files.size(file) == bytes.length) {
            return;
        }
        Path part = Files.createTempFile(file.getParent(), ".unpacking", ".part");
        try {
            Files.write(part, bytes);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }
}

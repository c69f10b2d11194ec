package dev.kintsugi.nn.safetensors;

import dev.kintsugi.core.error.WeightsException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/** The SHA-256 that names a model in results. */
public final class ModelHash {
    private static final int CHUNK_BYTES = 1 << 20;

    private ModelHash() {}

    /** Returns the SHA-256 of one file, in hexadecimal. */
    public static String ofFile(Path file) {
        MessageDigest digest = sha256();
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES);
            while (channel.read(chunk) >= 0) {
                digest.update(chunk.flip());
                chunk.clear();
            }
        } catch (IOException e) {
            throw new WeightsException(file + ": cannot be read: " + e, e);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /**
     * Returns the SHA-256 over the lines {@code <sha256> <name>} of the files in ascending order of name, which is what
     * {@code sha256sum} prints; equal in every folder that holds equal files.
     */
    public static String ofFiles(List<Path> files) {
        MessageDigest digest = sha256();
        files.stream()
                .sorted(Comparator.comparing(ModelHash::name))
                .map(file -> ofFile(file) + "  " + name(file) + "\n")
                .forEach(line -> digest.update(line.getBytes(StandardCharsets.UTF_8)));
        return HexFormat.of().formatHex(digest.digest());
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

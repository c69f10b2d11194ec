package dev.kintsugi.nn.hub;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The hash that the hub announces for a file, by the form of its ETag.
 *
 * @param kind how it is computed
 * @param expected hexadecimal; empty if there is none
 */
record ContentDigest(Kind kind, String expected) {
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern SHA1 = Pattern.compile("[0-9a-f]{40}");

    /** How a hash is computed. */
    enum Kind {
        /** SHA-256 of the bytes: files in large file storage. */
        SHA256("SHA-256"),
        /** SHA-1 of {@code "blob <size>\0"} and the bytes: files in git. */
        GIT_BLOB("git SHA-1"),
        /** The server announces none; only the size is checked. */
        NONE("no hash");

        private final String title;

        Kind(String title) {
            this.title = title;
        }

        String title() {
            return title;
        }
    }

    /** Returns what an ETag says; {@code etag} is without quotes. */
    static ContentDigest ofEtag(String etag) {
        if (SHA256.matcher(etag).matches()) {
            return new ContentDigest(Kind.SHA256, etag);
        }
        return SHA1.matcher(etag).matches() ? new ContentDigest(Kind.GIT_BLOB, etag) : new ContentDigest(Kind.NONE, "");
    }

    /** Returns the hash of a file's bytes of this kind; equals {@link #expected} if the file is whole. */
    String of(Path file) throws IOException {
        return switch (kind) {
            case SHA256 -> sha256(file);
            case GIT_BLOB -> hash(file, "SHA-1", ("blob " + Files.size(file) + "\0").getBytes(StandardCharsets.UTF_8));
            case NONE -> "";
        };
    }

    /** Returns the SHA-256 of a file's bytes, hexadecimal. */
    static String sha256(Path file) throws IOException {
        return hash(file, "SHA-256", new byte[0]);
    }

    private static String hash(Path file, String algorithm, byte[] prefix) throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        }
        digest.update(prefix);
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}

package dev.kintsugi.engine.data;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A running SHA-256 over texts and numbers, each taken in with its length. */
final class ContentHash {
    private final MessageDigest digest;

    ContentHash() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) { // every Java platform has SHA-256
            throw new IllegalStateException(impossible);
        }
    }

    ContentHash add(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        add(bytes.length);
        digest.update(bytes);
        return this;
    }

    ContentHash add(long number) {
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
        return this;
    }

    /** Takes in what is left of a buffer. */
    ContentHash add(ByteBuffer bytes) {
        add(bytes.remaining());
        digest.update(bytes);
        return this;
    }

    /** Returns the hash in hexadecimal; the object cannot be used afterwards. */
    String finish() {
        return HexFormat.of().formatHex(digest.digest());
    }
}

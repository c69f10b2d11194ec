package dev.kintsugi.engine.feature;

import dev.kintsugi.core.data.ExampleTable;
import dev.kintsugi.core.parameter.Modality;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/**
 * Everything that stored features depend on; equal keys mean equal features.
 *
 * @param backboneHash hash of the weights and configuration of the frozen model
 * @param feature which of its outputs, such as {@code image} or {@code mobilenet.grid}
 * @param transformFingerprint what is done to a sample before the model sees it
 * @param dataHash hash of the contents of the split
 */
public record FeatureKey(String backboneHash, String feature, String transformFingerprint, String dataHash) {
    /**
     * Returns the SHA-256 over the parts, each with its length, and over ids and presence of the rows, 32 bytes.
     *
     * <p>Two tables may be taken from the same split by choosing other rows, and rows that are not present are stored
     * as zeros; both must be other files.
     */
    byte[] sha256(ExampleTable examples, Modality modality) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String part : List.of(backboneHash, feature, transformFingerprint, dataHash)) {
                add(digest, part);
            }
            for (int row = 0; row < examples.rows(); row++) {
                add(digest, examples.ids().get(row));
                digest.update((byte) (examples.presence().has(row, modality) ? 1 : 0));
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException impossible) { // every Java platform has SHA-256
            throw new IllegalStateException(impossible);
        }
    }

    private static void add(MessageDigest digest, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        digest.update(bytes);
    }
}

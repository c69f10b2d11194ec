package dev.kintsugi.nn.hub;

import java.nio.file.Path;
import java.util.Set;

/**
 * What is known of a model without loading it.
 *
 * @param id what to write as {@code backbone}
 * @param kind {@code CLIP}, {@code LiT} or {@code ViLT}; of others the {@code model_type} of {@code config.json}
 * @param origin where it comes from: {@code shipped}, {@code cache} and the like
 * @param bytes size of the weights
 * @param elementType element types of the weights, the most frequent first, such as {@code F16}
 * @param sha256 of the weights, hexadecimal; empty if it would have to be computed from a large file
 * @param problem why it cannot be used; empty if it can
 */
public record ModelDescription(
        String id,
        String kind,
        String origin,
        Path folder,
        long bytes,
        String elementType,
        String sha256,
        String problem) {
    private static final Set<String> BACKBONES = Set.of("CLIP", "LiT", "ViLT");

    /** Returns whether it is of a kind that can be a backbone. */
    public boolean isBackbone() {
        return BACKBONES.contains(kind);
    }
}

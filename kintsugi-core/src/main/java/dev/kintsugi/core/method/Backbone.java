package dev.kintsugi.core.method;

import dev.kintsugi.core.parameter.Modality;
import java.util.List;

/**
 * A frozen pre-trained model. Methods ask for the kind they need, such as a two-tower model; this is what all kinds
 * have in common.
 */
public interface Backbone {
    /** Returns a short name for people. */
    String name();

    /** Returns the SHA-256 of weights and configuration, in hexadecimal; it stands in every result. */
    String hash();

    /** Returns the modalities that it takes. */
    List<Modality> modalities();
}

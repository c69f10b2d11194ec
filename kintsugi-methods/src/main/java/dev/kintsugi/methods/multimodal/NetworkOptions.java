package dev.kintsugi.methods.multimodal;

import dev.kintsugi.core.option.Option;

/**
 * The network that is trained and how clients and server work together; the same for all methods that train encoders.
 */
public record NetworkOptions(
        @Option("encoders, one per modality") EncoderOptions encoders,
        @Option("how the modalities are brought together") FusionOptions fusion,

        @Option("how clients and server work together") FederationAlgorithm algorithm) {
    /** The defaults. */
    public static final NetworkOptions DEFAULTS =
            new NetworkOptions(EncoderOptions.DEFAULTS, FusionOptions.DEFAULTS, FederationAlgorithm.FedAvg.DEFAULTS);
}

package dev.kintsugi.methods.multimodal;

import java.util.List;

/** Options of a network that is quick to train. */
public final class SmallNetwork {
    private SmallNetwork() {}

    /** Encoders of width 16 without drop-out. */
    public static final EncoderOptions ENCODERS =
            new EncoderOptions(List.of(), 16, List.of(4, 8), List.of(4, 8), 1, 0, EncoderOptions.Frozen.POOLED);

    /** A network with the given fusion under federated averaging. */
    public static NetworkOptions with(FusionOptions.Kind fusion) {
        return new NetworkOptions(ENCODERS, new FusionOptions(fusion, 0, 2, 0), FederationAlgorithm.FedAvg.DEFAULTS);
    }

    /** A network with concatenation under an algorithm. */
    public static NetworkOptions with(FederationAlgorithm algorithm) {
        return new NetworkOptions(ENCODERS, with(FusionOptions.Kind.CONCAT).fusion(), algorithm);
    }
}

package dev.kintsugi.methods.multimodal;

import dev.kintsugi.core.option.Option;
import java.util.List;

/**
 * The network that is trained and how clients and server work together; the same for all methods that train encoders.
 */
public record NetworkOptions(
        @Option("encoders, one per modality") EncoderOptions encoders,

        @Option(
                value = "what lies between an encoder and the fusion: none, linear or mlp (three layers)",
                source = "FedMultimodal: none; FedCMI: linear")
        ProjectorForm projectors,

        @Option("how the modalities are brought together") FusionOptions fusion,

        @Option("how clients and server work together") FederationAlgorithm algorithm) {
    /** The defaults. */
    public static final NetworkOptions DEFAULTS =
            new NetworkOptions(EncoderOptions.DEFAULTS, FusionOptions.DEFAULTS, FederationAlgorithm.FedAvg.DEFAULTS);

    /** Creates options without projectors. */
    public NetworkOptions(EncoderOptions encoders, FusionOptions fusion, FederationAlgorithm algorithm) {
        this(encoders, ProjectorForm.NONE, fusion, algorithm);
    }

    /** Returns these options with other projectors. */
    public NetworkOptions withProjectors(ProjectorForm form) {
        return new NetworkOptions(encoders, form, fusion, algorithm);
    }

    /** Returns the mechanisms of the network itself, which come before those of a method and an algorithm. */
    public List<Mechanism> mechanisms() {
        return projectors == ProjectorForm.NONE ? List.of() : List.of(new SelfProjectors(projectors));
    }
}

package dev.kintsugi.methods.fedmultimodal;

import dev.kintsugi.core.error.Check;
import dev.kintsugi.core.option.Option;
import dev.kintsugi.methods.multimodal.Mechanism;
import dev.kintsugi.methods.multimodal.ModalityDrop;
import dev.kintsugi.methods.multimodal.NetworkOptions;
import java.util.List;

/** Options of {@code fedmultimodal}. */
public record FedMultimodalOptions(
        @Option("encoders, fusion and federation") NetworkOptions network,

        @Option(
                value = "probability with which a sample loses one of its modalities in training, in [0, 1]",
                source = "FedMultimodal: none; ModDrop as a control")
        double modalityDrop) {
    /** The defaults. */
    public static final FedMultimodalOptions DEFAULTS = new FedMultimodalOptions(NetworkOptions.DEFAULTS, 0);

    /** Checks the ranges. */
    public FedMultimodalOptions {
        Check.within("modality-drop", modalityDrop, 0, 1);
    }

    List<Mechanism> mechanisms() {
        return modalityDrop > 0 ? List.of(new ModalityDrop(modalityDrop)) : List.of();
    }
}

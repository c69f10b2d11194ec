package dev.kintsugi.methods.fedmac;

import dev.kintsugi.core.error.Check;
import dev.kintsugi.core.option.Option;
import dev.kintsugi.methods.multimodal.Mechanism;
import dev.kintsugi.methods.multimodal.NetworkOptions;
import java.util.ArrayList;
import java.util.List;

/** Options of {@code fedmac}. */
public record FedMacOptions(
        @Option("encoders, fusion and federation") NetworkOptions network,

        @Option(
                value = "weight λ of the contrastive loss, 0 or more",
                source = "derived code: 0.1 in its scripts, 0.2 in its library")
        double contrast,

        @Option(
                value = "temperature τ of the contrastive loss and of the rebuilding, above 0",
                source = "derived code: 0.2")
        double temperature,

        @Option(
                value = "what a row is rebuilt from: sample (the other modalities of its sample), batch (all other rows"
                        + " of the batch in training, and its sample in evaluation), or none",
                source = "derived code: batch")
        Rebuild rebuild) {
    /** What a row is rebuilt from. */
    public enum Rebuild {
        /** The other modalities of the same sample, so that no score depends on another sample. */
        SAMPLE,
        /** All other rows of the client's batch while it trains; its own sample in evaluation. */
        BATCH,
        /** Nothing is rebuilt, and there is no gate. */
        NONE
    }

    /** The defaults. */
    public static final FedMacOptions DEFAULTS = new FedMacOptions(NetworkOptions.DEFAULTS, 0.1, 0.2, Rebuild.SAMPLE);

    /** Checks the ranges. */
    public FedMacOptions {
        Check.notNegative("contrast", contrast);
        Check.positive("temperature", temperature);
    }

    List<Mechanism> mechanisms() {
        List<Mechanism> all = new ArrayList<>();
        all.add(new ImputationEmbeddings());
        all.add(new SimilarityProjectors());
        if (rebuild != Rebuild.NONE) {
            all.add(new CrossModalAggregator(temperature, rebuild == Rebuild.BATCH));
        }
        if (contrast > 0) {
            all.add(new DualContrast(contrast, temperature));
        }
        return all;
    }
}

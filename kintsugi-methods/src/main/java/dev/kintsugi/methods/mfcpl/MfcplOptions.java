package dev.kintsugi.methods.mfcpl;

import dev.kintsugi.core.error.Check;
import dev.kintsugi.core.option.Option;
import dev.kintsugi.methods.multimodal.Mechanism;
import dev.kintsugi.methods.multimodal.NetworkOptions;
import java.util.ArrayList;
import java.util.List;

/** Options of {@code mfcpl}. */
public record MfcplOptions(
        @Option("encoders, fusion and federation") NetworkOptions network,

        @Option(value = "weight of the distance to the own class's prototype (CMPR), 0 or more", source = "ours: 1")
        double regularisation,

        @Option(value = "weight of the contrast over the prototypes (CMPC), 0 or more", source = "ours: 1")
        double contrast,

        @Option(
                value = "weight of the distance between the modalities of a sample (CMA), 0 or more",
                source = "ours: 1")
        double alignment,

        @Option(value = "temperature of the contrast, above 0", source = "ours: 0.5")
        double temperature,

        @Option(value = "values of a prototype, above 0", source = "ours: 128")
        int prototypeWidth) {
    /** The defaults. */
    public static final MfcplOptions DEFAULTS = new MfcplOptions(NetworkOptions.DEFAULTS, 1, 1, 1, 0.5, 128);

    /** Checks the ranges. */
    public MfcplOptions {
        Check.notNegative("regularisation", regularisation);
        Check.notNegative("contrast", contrast);
        Check.notNegative("alignment", alignment);
        Check.positive("temperature", temperature);
        Check.positive("prototype-width", prototypeWidth);
    }

    List<Mechanism> mechanisms() {
        List<Mechanism> all = new ArrayList<>();
        all.add(new PrototypeSpace(prototypeWidth));
        all.add(new PrototypeExchange(prototypeWidth));
        if (regularisation > 0) {
            all.add(new PrototypeRegularisation(regularisation));
        }
        if (contrast > 0) {
            all.add(new PrototypeContrast(contrast, temperature));
        }
        if (alignment > 0) {
            all.add(new FeatureAlignment(alignment));
        }
        return all;
    }
}

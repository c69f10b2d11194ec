package dev.kintsugi.methods.balance;

import dev.kintsugi.core.option.Option;
import dev.kintsugi.methods.multimodal.Mechanism;
import dev.kintsugi.methods.multimodal.NetworkOptions;
import java.util.List;

/** Options of {@code opm}. */
public record OpmOptions(
        @Option("encoders, fusion and federation") NetworkOptions network,

        @Option(
                value = "equations (rate from the step before) or released (from the same batch, rescaled)",
                source = "the released code was read, of the paper its equations")
        Form form,

        @Option("drop of features") DropOptions drop) {
    /** The defaults. */
    public static final OpmOptions DEFAULTS =
            new OpmOptions(NetworkOptions.DEFAULTS, Form.RELEASED, DropOptions.DEFAULTS);

    List<Mechanism> mechanisms() {
        return List.of(new PredictionModulation(drop, form));
    }
}

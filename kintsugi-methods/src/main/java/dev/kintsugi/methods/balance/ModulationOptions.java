package dev.kintsugi.methods.balance;

import dev.kintsugi.core.error.Check;
import dev.kintsugi.core.option.Option;

/** Settings of {@link GradientModulation}. */
public record ModulationOptions(
        @Option(value = "strength α, 0 or more", source = "OGM-GE: 0.8 for CREMA-D, 0.1 for VGGSound")
        double alpha,

        @Option(
                value = "noise with the deviation of the gradient (generalisation enhancement); without it this is OGM",
                source = "OGM-GE")
        boolean noise,

        @Option(
                value = "what of an encoder is changed: weights of convolutions (convolutions), everything (all), or"
                        + " everything of an encoder that has no convolutions (auto)",
                source = "OGM-GE, released code: convolutions")
        Parameters parameters,

        @Option(
                value = "rounds in which gradients are changed",
                source = "as a baseline of BMSFed: epochs 0 to 70; OPM's released code: 6 to 60")
        ActiveRounds rounds) {
    /** What of an encoder is changed. */
    public enum Parameters {
        /** Weights with 3 or 4 dimensions where the encoder has some, else every parameter. */
        AUTO,
        /** Weights with 3 or 4 dimensions. */
        CONVOLUTIONS,
        /** Every parameter. */
        ALL
    }

    /** The defaults. */
    public static final ModulationOptions DEFAULTS =
            new ModulationOptions(0.8, true, Parameters.AUTO, new ActiveRounds(1, 71));

    /** Checks the ranges. */
    public ModulationOptions {
        Check.notNegative("alpha", alpha);
    }
}

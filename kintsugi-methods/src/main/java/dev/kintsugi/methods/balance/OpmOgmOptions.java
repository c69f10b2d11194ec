package dev.kintsugi.methods.balance;

import dev.kintsugi.core.option.Option;
import dev.kintsugi.methods.multimodal.Mechanism;
import dev.kintsugi.methods.multimodal.NetworkOptions;
import java.util.List;

/** Options of {@code opm-ogm}. */
public record OpmOgmOptions(
        @Option("encoders, fusion and federation") NetworkOptions network,

        @Option(
                value = "equations (rate from the step before, factor 1 − α tanh(ρ − 1)) or released (rate from the"
                        + " same batch, rescaled, factor 1 − tanh(α ρ))",
                source = "the released code was read, of the paper its equations")
        Form form,

        @Option("drop of features") DropOptions drop,
        @Option("modulation of gradients") ModulationOptions modulation) {
    /** The defaults. */
    public static final OpmOgmOptions DEFAULTS = new OpmOgmOptions(
            NetworkOptions.DEFAULTS,
            Form.RELEASED,
            DropOptions.DEFAULTS,
            new ModulationOptions(0.8, true, ModulationOptions.Parameters.AUTO, new ActiveRounds(7, 61)));

    /** Modulation first: it compares features from which nothing is dropped. */
    List<Mechanism> mechanisms() {
        GradientModulation.Factor factor =
                form == Form.RELEASED ? GradientModulation.Factor.CVPR : GradientModulation.Factor.TPAMI;
        return List.of(new GradientModulation(modulation, factor), new PredictionModulation(drop, form));
    }
}

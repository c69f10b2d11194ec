package dev.kintsugi.methods.balance;

import dev.kintsugi.core.option.Option;
import dev.kintsugi.methods.multimodal.Mechanism;
import dev.kintsugi.methods.multimodal.NetworkOptions;
import java.util.List;

/** Options of {@code ogm-ge}. */
public record OgmGeOptions(
        @Option("encoders, fusion and federation") NetworkOptions network,
        @Option("modulation of gradients") ModulationOptions modulation) {
    /** The defaults. */
    public static final OgmGeOptions DEFAULTS = new OgmGeOptions(NetworkOptions.DEFAULTS, ModulationOptions.DEFAULTS);

    List<Mechanism> mechanisms() {
        return List.of(new GradientModulation(modulation, GradientModulation.Factor.CVPR));
    }
}

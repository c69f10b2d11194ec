package dev.kintsugi.methods.balance;

import dev.kintsugi.core.option.Option;
import dev.kintsugi.methods.multimodal.Mechanism;
import dev.kintsugi.methods.multimodal.NetworkOptions;
import java.util.List;

/** Options of {@code pmr}. */
public record PmrOptions(
        @Option("encoders, fusion and federation") NetworkOptions network,

        @Option(
                value = "equations (weights grow with the lead, entropy term) or released (weights 0 or α, none)",
                source = "PMR, paper")
        Form form,

        @Option("pull to prototypes") RebalanceOptions rebalance) {
    /** The defaults. */
    public static final PmrOptions DEFAULTS =
            new PmrOptions(NetworkOptions.DEFAULTS, Form.EQUATIONS, RebalanceOptions.DEFAULTS);

    List<Mechanism> mechanisms() {
        return List.of(new PrototypeRebalance(rebalance, form));
    }
}

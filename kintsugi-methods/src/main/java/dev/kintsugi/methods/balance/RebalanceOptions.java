package dev.kintsugi.methods.balance;

import dev.kintsugi.core.error.Check;
import dev.kintsugi.core.option.Option;

/** Settings of {@link PrototypeRebalance}. */
public record RebalanceOptions(
        @Option(value = "weight α of the prototype loss, 0 or more; 0 turns the method off", source = "PMR: 1 or 2")
        double alpha,

        @Option(
                value = "weight μ of the entropy of the modality that is ahead, 0 or more; form equations only",
                source = "PMR: 0.01 or 0.001")
        double entropyWeight,

        @Option(value = "last round of the entropy term, 0 or more", source = "ours: the paper does not state its E_r")
        int entropyRounds,

        @Option(
                value = "share ε of a client's prototypes of its last round that stays, in [0, 1)",
                source = "PMR, released code, momentum_coef: 0.2; as a baseline of BMSFed: 0")
        double momentum,

        @Option(value = "rounds in which it acts", source = "as a baseline of BMSFed: epochs 0 to 70")
        ActiveRounds rounds) {
    /** The defaults. */
    public static final RebalanceOptions DEFAULTS = new RebalanceOptions(1, 0.01, 10, 0.2, new ActiveRounds(1, 71));

    /** Checks the ranges. */
    public RebalanceOptions {
        Check.notNegative("alpha", alpha);
        Check.notNegative("entropy-weight", entropyWeight);
        Check.notNegative("entropy-rounds", entropyRounds);
        Check.within("momentum", momentum, 0, Math.nextDown(1.0));
    }
}

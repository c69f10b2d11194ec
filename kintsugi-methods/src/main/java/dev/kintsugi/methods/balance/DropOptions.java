package dev.kintsugi.methods.balance;

import dev.kintsugi.core.error.Check;
import dev.kintsugi.core.option.Option;

/** Settings of {@link PredictionModulation}. */
public record DropOptions(
        @Option(
                value = "rate with which a modality is dropped that is ahead, in [0, 1]",
                source = "OPM, scripts/train_opm.sh, q_base: 0.5")
        double baseRate,

        @Option(
                value = "by how much that rate grows with the lead, 0 or more",
                source = "OPM, scripts/train_opm.sh, lam: 0.5")
        double growth,

        @Option(
                value = "probability with which a batch is touched at all, in [0, 1]; form released only",
                source = "OPM, scripts/train_opm.sh, p_exe: 0.7")
        double executed,

        @Option(
                value = "rounds in which features are dropped",
                source = "OPM, released code: after 6 epochs of warm-up")
        ActiveRounds rounds) {
    /** The defaults. */
    public static final DropOptions DEFAULTS = new DropOptions(0.5, 0.5, 0.7, new ActiveRounds(7, 0));

    /** Checks the ranges. */
    public DropOptions {
        Check.within("base-rate", baseRate, 0, 1);
        Check.notNegative("growth", growth);
        Check.within("executed", executed, 0, 1);
    }
}

package dev.kintsugi.methods.prompted;

import dev.kintsugi.core.error.Check;
import dev.kintsugi.core.option.Option;

/** What of the prompts is every client's own. */
public record PersonalOptions(
        @Option(
                value = "rank b of each client's own part U V of the prompts of a tower; 0 for none",
                source = "FedPGP: 8")
        int bottleneck,

        @Option(
                value =
                        "weight μ of the contrast that draws features of the shared prompts to those without prompts and"
                                + " pushes them from the client's own, 0 or more",
                source = "FedPGP, released scripts: 0.5")
        double mu,

        @Option(value = "temperature τ of the contrast, above 0", source = "FedPGP, released scripts")
        double temperature,

        @Option(
                value = "deviation of the draws that U and V start from, above 0",
                source = "FedPGP, trainers/fedpgp.py")
        double initialDeviation) {
    /** Nothing is a client's own. */
    public static final PersonalOptions DEFAULTS = new PersonalOptions(0, 0, 0.5, 0.02);

    /** Checks the ranges. */
    public PersonalOptions {
        Check.notNegative("bottleneck", bottleneck);
        Check.notNegative("mu", mu);
        Check.positive("temperature", temperature);
        Check.positive("initial-deviation", initialDeviation);
    }
}

package dev.kintsugi.methods.fedotp;

import dev.kintsugi.core.error.Check;
import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.option.Flat;
import dev.kintsugi.core.option.Option;
import dev.kintsugi.methods.prompt.ContextOptions;
import dev.kintsugi.methods.prompt.LocalContext;

/** Settings of {@link FedOtp}; those of the context are PromptFL's. */
public record FedOtpOptions(
        @Option(
                value = "all prompts get a share of the places and each place gives at most its own (partial), or every"
                        + " place is given away whole (balanced)",
                source = "FedOTP, OT: COT or Sinkhorn")
        Transport transport,

        @Option(
                value = "share γ of the places' mass that is given away, in (0, 1]; 1 and without effect when balanced",
                source = "FedOTP, TOP_PERCENT")
        double gamma,

        @Option(
                value = "weight ε of the plan's entropy, at least 0.005; small gives few places to both prompts",
                source = "FedOTP, EPS of the CIFAR-100 script; 0.01 in the few-shot script")
        double epsilon,

        @Option(value = "most iterations for a plan, above 0", source = "FedOTP, MAX_ITER")
        int maxIterations,

        @Option(
                value = "a plan is found when its scaling changes by less than this on average, 0 or more",
                source = "FedOTP, THRESH")
        double threshold,

        @Option(
                value = "the client's own prompt starts from draws of its own (own), or from the shared one (shared)",
                source = "own: FedOTP, trainers/GLP_OT.py; shared: ours, for controls")
        LocalContext.Start localStart,

        @Flat ContextOptions context) {
    /** What the places have to give. */
    public enum Transport {
        /** At most 1 / places each; the prompts get γ in all, in equal parts. */
        PARTIAL,
        /** Exactly 1 / places each; the prompts get all of it, in equal parts. */
        BALANCED
    }

    private static final double LEAST_EPSILON = 0.005; // exp(-2 / 0.005) is still far from the smallest double

    /** The defaults. */
    public static final FedOtpOptions DEFAULTS =
            new FedOtpOptions(Transport.PARTIAL, 0.8, 0.1, 100, 1e-3, LocalContext.Start.OWN, ContextOptions.DEFAULTS);

    /** Checks the ranges. */
    public FedOtpOptions {
        Check.positive("gamma", Check.within("gamma", gamma, 0, 1));
        Check.positive("max-iterations", maxIterations);
        Check.notNegative("threshold", threshold);
        if (!(epsilon >= LEAST_EPSILON) || Double.isInfinite(epsilon)) {
            throw new ConfigException("epsilon must be at least " + LEAST_EPSILON + ", but was " + epsilon);
        }
    }
}

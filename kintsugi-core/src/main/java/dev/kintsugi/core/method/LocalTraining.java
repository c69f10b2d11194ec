package dev.kintsugi.core.method;

import dev.kintsugi.core.error.Check;
import dev.kintsugi.core.option.Option;

/**
 * How a client trains in one round; the same for all methods of an experiment, so that they are compared at equal
 * budgets.
 */
public record LocalTraining(
        @Option(value = "passes over the client's own data in one round, above 0", source = "FedPGP, released scripts")
        int localEpochs,

        @Option(value = "samples of one step, above 0", source = "CoOp, vit_b16.yaml")
        int batchSize,

        @Option("optimiser of the client") OptimizerOptions optimizer,
        @Option("learning rate over the rounds") ScheduleOptions schedule,

        @Option(
                value = "bound on the L2 norm of one client's gradient, 0 for none",
                source = "no released script clips")
        double clipNorm) {
    /** The defaults. */
    public static final LocalTraining DEFAULTS =
            new LocalTraining(2, 32, OptimizerOptions.Sgd.DEFAULTS, ScheduleOptions.Constant.DEFAULTS, 0);

    /** Checks the ranges. */
    public LocalTraining {
        Check.positive("local-epochs", localEpochs);
        Check.positive("batch-size", batchSize);
        Check.notNegative("clip-norm", clipNorm);
    }

    /** Returns the number of steps that a client with so many rows makes in one round. */
    public int steps(int rows) {
        return localEpochs * ((rows + batchSize - 1) / batchSize);
    }
}

package dev.kintsugi.engine.pretrain;

import dev.kintsugi.core.error.Check;
import dev.kintsugi.core.option.Option;
import dev.kintsugi.nn.pretrain.TrainingSettings;

/** How the model is trained. */
public record TrainingOptions(
        @Option("updates, 1 or more") int steps,

        @Option("updates over which the learning rate rises from 0, 0 or more")
        int warmupSteps,

        @Option("pairs per update, 2 or more") int batchSize,

        @Option("highest learning rate, above 0; falls to 0 as half a cosine")
        double learningRate,

        @Option(value = "decoupled weight decay of matrices, 0 or more", source = "Radford et al., Table 18: 0.2")
        double weightDecay,

        @Option(value = "decay of Adam's second moment, in [0, 1)", source = "Radford et al., Table 19, ViT")
        double beta2,

        @Option("bound of the L2 norm of the gradient, above 0") double gradientNorm,

        @Option(value = "bound of the learned factor on the cosine, above 1", source = "Radford et al., section 2.5")
        double largestLogitScale,

        @Option("updates between two checkpoints, 1 or more") int checkpointEvery,

        @Option("threads of one operation, 1 or more; another number gives other bits")
        int intraOpThreads) {
    /** The defaults. */
    public static final TrainingOptions DEFAULTS =
            new TrainingOptions(2000, 100, 256, 1e-3, 0.1, 0.98, 1, 100, 100, 2);

    /** Checks the ranges. */
    public TrainingOptions {
        Check.positive("steps", steps);
        Check.notNegative("warmup-steps", warmupSteps);
        Check.within("batch-size", batchSize, 2, 1_000_000);
        Check.positive("learning-rate", learningRate);
        Check.notNegative("weight-decay", weightDecay);
        Check.within("beta2", beta2, 0, Math.nextDown(1.0));
        Check.positive("gradient-norm", gradientNorm);
        Check.within("largest-logit-scale", largestLogitScale, Math.nextUp(1.0), 1e6);
        Check.positive("checkpoint-every", checkpointEvery);
        Check.positive("intra-op-threads", intraOpThreads);
    }

    TrainingSettings settings(long seed) {
        return new TrainingSettings(
                seed, steps, warmupSteps, batchSize, learningRate, weightDecay, beta2, gradientNorm, largestLogitScale);
    }
}

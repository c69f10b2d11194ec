package dev.kintsugi.nn.pretrain;

/**
 * How a model is trained.
 *
 * @param steps number of updates
 * @param warmupSteps updates over which the rate rises linearly from 0
 * @param batchSize pairs per update
 * @param learningRate highest rate; falls to 0 as half a cosine after the warm-up
 * @param weightDecay decoupled decay of matrices; not of biases, norms, embeddings and the temperature
 * @param beta2 decay of the second moment; the first is 0.9
 * @param gradientNorm bound of the L2 norm of the whole gradient
 * @param largestLogitScale bound of the factor on the cosine of a two-tower model; CLIP's is 100
 */
public record TrainingSettings(
        long seed,
        int steps,
        int warmupSteps,
        int batchSize,
        double learningRate,
        double weightDecay,
        double beta2,
        double gradientNorm,
        double largestLogitScale) {
    /** Returns the learning rate of an update, counted from 0. */
    double rate(int step) {
        if (step < warmupSteps) {
            return learningRate * (step + 1) / warmupSteps;
        }
        double done = (double) (step - warmupSteps) / Math.max(1, steps - warmupSteps);
        return learningRate * 0.5 * (1 + StrictMath.cos(StrictMath.PI * done));
    }
}

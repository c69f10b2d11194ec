package dev.kintsugi.nn.pretrain;

import java.util.Map;

/** Is told how a training goes. */
public interface TrainingListener {
    /**
     * Is called after every update.
     *
     * @param report of the update
     */
    void updated(Report report);

    /**
     * One update.
     *
     * @param step number of updates made
     * @param steps number of updates to make
     * @param loss loss of the batch, in nats
     * @param gradientNorm before clipping
     * @param rate learning rate
     * @param figures what else the objective tells of the batch, by name
     * @param seconds spent on the training so far, earlier runs included
     */
    record Report(
            int step,
            int steps,
            double loss,
            double gradientNorm,
            double rate,
            Map<String, Double> figures,
            double seconds) {}
}

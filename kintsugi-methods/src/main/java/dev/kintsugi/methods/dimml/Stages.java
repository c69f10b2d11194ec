package dev.kintsugi.methods.dimml;

import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.round.ClientTask;
import dev.kintsugi.methods.multimodal.Run;

/**
 * The two stages of training: encoders with their heads, then the fusion over frozen encoders.
 *
 * @param secondRounds how many of the last rounds are the second stage, 0 or more
 */
record Stages(int secondRounds) {
    /**
     * Returns whether a client's round is one of the second stage.
     *
     * @throws ConfigException if no round is left for the first
     */
    boolean second(ClientTask task) {
        if (secondRounds >= task.rounds()) {
            throw new ConfigException("stage-two-rounds is " + secondRounds + " of " + task.rounds()
                    + " rounds, which leaves none for the encoders; it must be less than federation.rounds");
        }
        return task.round() > task.rounds() - secondRounds;
    }

    /** Returns whether a run of training is of the second stage. */
    boolean second(Run run) {
        return second(run.pass().tasks().get(0));
    }
}

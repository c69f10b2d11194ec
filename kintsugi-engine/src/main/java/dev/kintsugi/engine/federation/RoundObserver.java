package dev.kintsugi.engine.federation;

import org.jspecify.annotations.Nullable;

/** Is told how a run goes on: for progress shown to people, and for tests that kill the process at a stage. */
public interface RoundObserver {
    /** The stages of a round, in order. */
    enum Stage {
        /** The cohort is known; the clients are about to train. */
        SELECTED,
        /** All clients answered. */
        TRAINED,
        /** The server's new state is computed. */
        AGGREGATED,
        /** The new state is tested, if it was due. */
        EVALUATED,
        /** The round stands in the log. */
        LOGGED,
        /** The bytes of the checkpoint are on the disk, under a temporary name. */
        CHECKPOINT_WRITTEN,
        /** The checkpoint has its name. */
        CHECKPOINTED
    }

    /** A stage of a round is complete. */
    default void stage(int round, Stage stage) {}

    /**
     * A round is complete.
     *
     * @param loss mean over the cohort, weighted by examples; NaN if nobody trained
     * @param evaluation if the round was tested
     */
    default void round(int round, int rounds, double loss, @Nullable Evaluation evaluation) {}
}

package dev.kintsugi.core.federation;

import dev.kintsugi.core.round.ServerState;

/** What the server does after the aggregation: a server optimiser, training on its own data, nothing. Pure. */
public interface ServerStep {
    /**
     * Returns the state after the step.
     *
     * @param round number of the round, from 1
     * @param before the state at the start of the round
     * @param aggregated the state that the method's aggregation returned
     */
    ServerState apply(int round, ServerState before, ServerState aggregated);
}

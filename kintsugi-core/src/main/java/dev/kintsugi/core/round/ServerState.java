package dev.kintsugi.core.round;

import dev.kintsugi.core.parameter.ParameterSet;

/**
 * What survives on the server between rounds.
 *
 * @param shared values of the {@code SHARED} parameters, sent to clients
 * @param memory what only the server needs, such as the momentum of a server optimiser; never sent
 */
public record ServerState(ParameterSet shared, ParameterSet memory) {
    /** Returns a state without server memory. */
    public static ServerState of(ParameterSet shared) {
        return new ServerState(shared, ParameterSet.empty());
    }
}

package dev.kintsugi.core.round;

import dev.kintsugi.core.parameter.ParameterSet;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a client sends back after its training. It travels; {@code LOCAL} parameters are never in it.
 *
 * @param round number of the round, from 1
 * @param client id of the client
 * @param examples number of training examples that the client used
 * @param shared new values of the {@code SHARED} parameters
 * @param statistics what the server needs beside the parameters, such as how often a prompt was used; travels up only
 * @param metrics what the client measured, such as {@code loss}; never a time, so that equal runs give equal bits
 */
public record ClientUpdate(
        int round,
        String client,
        long examples,
        ParameterSet shared,
        ParameterSet statistics,
        Map<String, Double> metrics) {
    /** Creates an update without statistics. */
    public ClientUpdate(int round, String client, long examples, ParameterSet shared, Map<String, Double> metrics) {
        this(round, client, examples, shared, ParameterSet.empty(), metrics);
    }

    /** Copies {@code metrics}, sorted by name. */
    public ClientUpdate {
        metrics = Collections.unmodifiableMap(new TreeMap<>(metrics));
    }

    /** Returns this update with other values. */
    public ClientUpdate withShared(ParameterSet values) {
        return new ClientUpdate(round, client, examples, values, statistics, metrics);
    }
}

package dev.kintsugi.core.round;

import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.random.RandomKey;

/**
 * What the server sends to one client for one round. It travels; it holds nothing of the client's own.
 *
 * @param round number of the round, from 1
 * @param rounds number of rounds of the whole run, for learning-rate schedules
 * @param client id of the client
 * @param seed seed of the experiment
 * @param shared values of the {@code SHARED} parameters
 */
public record ClientTask(int round, int rounds, String client, long seed, ParameterSet shared) {
    /** Returns the key of one of this task's random streams. */
    public RandomKey key(String purpose) {
        return new RandomKey(seed, round, client, purpose);
    }
}

package dev.kintsugi.methods.balance;

import dev.kintsugi.core.error.Check;
import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.option.Option;
import dev.kintsugi.core.round.ClientTask;

/** The rounds in which a mechanism acts. */
public record ActiveRounds(
        @Option("first round in which it acts, from 1") int from,

        @Option("last round in which it acts; 0 for the last of all")
        int to) {
    /** All rounds. */
    public static final ActiveRounds DEFAULTS = new ActiveRounds(1, 0);

    /** Checks the ranges. */
    public ActiveRounds {
        Check.positive("rounds.from", from);
        if (to != 0 && to < from) {
            throw new ConfigException("rounds.to must be 0 or at least rounds.from, " + from + ", but was " + to);
        }
    }

    boolean contains(int round) {
        return round >= from && (to == 0 || round <= to);
    }

    /**
     * Checks that there is a round in which it acts.
     *
     * @param key the option that these are, for the message
     * @throws ConfigException if all rounds are over before the first
     */
    void require(ClientTask task, String key) {
        if (from > task.rounds()) {
            throw new ConfigException(key + ".from is " + from + ", but there are only " + task.rounds()
                    + " rounds, so that it would never act; allowed are 1 to " + task.rounds());
        }
    }
}

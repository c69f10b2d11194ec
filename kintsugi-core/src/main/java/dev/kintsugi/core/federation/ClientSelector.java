package dev.kintsugi.core.federation;

import java.util.List;

/** Picks the cohort of a round. A pure function of seed and round, so that a resumed run picks the same clients. */
public interface ClientSelector {
    /**
     * Returns the ids of the cohort, ascending and without repetition; may be empty when nobody is available.
     *
     * @param round number of the round, from 1
     * @param clients all clients, ascending
     */
    List<String> select(long seed, int round, List<String> clients);
}

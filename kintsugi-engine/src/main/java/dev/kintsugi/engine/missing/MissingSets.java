package dev.kintsugi.engine.missing;

import dev.kintsugi.core.error.ConfigException;
import java.util.ArrayList;
import java.util.List;

/** What a row that loses something may lose. */
public enum MissingSets {
    /** Exactly one modality. */
    SINGLE,
    /** Any set of modalities that is neither empty nor all that the data have. */
    SUBSETS;

    /** More modalities would make more sets than rows. */
    private static final int MOST_FOR_SUBSETS = 12;

    /**
     * Returns the sets as bits, in ascending order of their value.
     *
     * @param candidates bits of the modalities that may be lost
     * @param all bits of all modalities of the data
     * @throws ConfigException if there is no such set, or there are too many
     */
    List<Long> of(long candidates, long all) {
        int count = Long.bitCount(candidates);
        if (Long.bitCount(all) < 2) {
            throw new ConfigException(
                    "missing: the data have a single modality, and a row cannot lose all that it has; choose none");
        }
        List<Long> sets = new ArrayList<>();
        if (this == SINGLE) {
            for (long rest = candidates; rest != 0; rest &= rest - 1) {
                sets.add(Long.lowestOneBit(rest));
            }
            return List.copyOf(sets);
        }
        if (count > MOST_FOR_SUBSETS) {
            throw new ConfigException("missing: sets must be single for more than " + MOST_FOR_SUBSETS
                    + " modalities, but was subsets with " + count);
        }
        // Steps through the subsets of the candidates from the smallest on.
        for (long set = candidates & -candidates; set != 0; set = (set - candidates) & candidates) {
            if (set != all) {
                sets.add(set);
            }
        }
        return List.copyOf(sets);
    }
}

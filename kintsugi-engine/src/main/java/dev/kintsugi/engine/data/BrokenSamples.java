package dev.kintsugi.engine.data;

import dev.kintsugi.core.error.DataException;
import dev.kintsugi.core.parameter.Modality;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Treats samples that cannot be used as they stand as the options say, and counts them. */
final class BrokenSamples {
    private final BrokenSample treatment;
    private final String setting;
    private final Map<String, Integer> counts = new LinkedHashMap<>();

    /**
     * Creates the treatment.
     *
     * @param setting the option that chooses it, for errors
     */
    BrokenSamples(BrokenSample treatment, String setting) {
        this.treatment = treatment;
        this.setting = setting;
    }

    /**
     * Keeps the signals of a row that can be used.
     *
     * @param signals where the signals of the row lie
     * @param faults what is wrong with some of them
     * @param canBeFilled whether a broken signal has something to be filled; one that has not counts as missing instead
     * @return the signals that are left; nothing if the row is left out
     * @throws DataException if a broken sample is an error
     */
    Optional<Map<Modality, String>> treat(
            String place,
            String id,
            Map<Modality, String> signals,
            Map<Modality, String> faults,
            Predicate<Modality> canBeFilled) {
        if (faults.isEmpty()) {
            return Optional.of(signals);
        }
        Modality first = faults.keySet().iterator().next();
        return switch (treatment) {
            case ERROR ->
                throw new DataException(place + ": the " + first.name() + " of row '" + id + "' cannot be used: "
                        + faults.get(first) + "; " + setting + " says what is done about it: error, skip, missing or"
                        + " fill");
            case SKIP -> {
                count("rowsSkipped");
                yield Optional.empty();
            }
            case MISSING -> Optional.of(without(signals, faults, any -> false));
            case FILL -> Optional.of(without(signals, faults, canBeFilled));
        };
    }

    private Map<Modality, String> without(
            Map<Modality, String> signals, Map<Modality, String> faults, Predicate<Modality> fill) {
        Map<Modality, String> left = new LinkedHashMap<>(signals);
        for (Modality modality : faults.keySet()) {
            if (fill.test(modality)) {
                count(modality.name() + "Filled");
            } else {
                left.remove(modality);
                count(modality.name() + "Missing");
            }
        }
        return left;
    }

    private void count(String what) {
        counts.merge(what, 1, Integer::sum);
    }

    /** Returns the counts by a name for {@code run.json}; empty if nothing was broken. */
    Map<String, Integer> counts() {
        return counts;
    }
}

package dev.kintsugi.engine.data;

import dev.kintsugi.core.error.DataException;
import dev.kintsugi.core.parameter.Modality;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

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
     * @return the signals that are left; nothing if the row is left out
     * @throws DataException if a broken sample is an error
     */
    Optional<Map<Modality, String>> treat(
            String place, String id, Map<Modality, String> signals, Map<Modality, String> faults) {
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
            case MISSING -> {
                Map<Modality, String> left = new LinkedHashMap<>(signals);
                for (Modality modality : faults.keySet()) {
                    left.remove(modality);
                    count(modality.name() + "Missing");
                }
                yield Optional.of(left);
            }
            case FILL -> {
                faults.keySet().forEach(modality -> count(modality.name() + "Filled"));
                yield Optional.of(signals);
            }
        };
    }

    private void count(String what) {
        counts.merge(what, 1, Integer::sum);
    }

    /** Returns the counts by a name for {@code run.json}; empty if nothing was broken. */
    Map<String, Integer> counts() {
        return counts;
    }
}

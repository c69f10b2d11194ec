package dev.kintsugi.engine.data;

import dev.kintsugi.core.error.DataException;
import dev.kintsugi.core.option.Option;
import java.util.Optional;

/** Whether the streams of a person, or of any other group of rows, are brought to one centre and deviation. */
public record Standardisation(
        @Option("attribute, such as user: every channel gets centre 0 and deviation 1 over the signals with the same"
                + " value, of all splits; no labels are used")
        Optional<String> standardiseBy,

        @Option(
                value = "what becomes 0 with standardise-by: mean, or median, which rare postures do not move",
                source = "ours")
        StreamCentre standardiseCentre) {
    /** The defaults: streams as they are. */
    public static final Standardisation DEFAULTS = new Standardisation(Optional.empty(), StreamCentre.MEDIAN);

    /** Returns the table with its streams so. */
    RawTable apply(RawTable table) {
        if (standardiseBy.isEmpty()) {
            return table;
        }
        if (table.streams().isEmpty()) {
            throw new DataException(table.place() + ": data.standardise-by is '" + standardiseBy.get()
                    + "', but there are no signals, only " + table.modalities() + "; leave it out");
        }
        return StandardisedSignals.apply(table, standardiseBy.get(), standardiseCentre);
    }
}

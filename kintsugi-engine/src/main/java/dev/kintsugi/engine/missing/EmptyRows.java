package dev.kintsugi.engine.missing;

import dev.kintsugi.core.data.ExampleTable;
import dev.kintsugi.core.error.DataException;
import java.util.stream.IntStream;

/** Finds the rows that have no modality at all. */
public final class EmptyRows {
    private EmptyRows() {}

    /**
     * Returns the rows that have at least one modality, in order.
     *
     * @param split name of the split, for the message
     * @throws DataException if a row has none and {@code policy} is to fail
     */
    public static int[] without(ExampleTable examples, EmptySamples policy, String split) {
        int[] kept = IntStream.range(0, examples.rows())
                .filter(row -> examples.presence().mask(row) != 0)
                .toArray();
        int empty = examples.rows() - kept.length;
        if (empty > 0 && policy == EmptySamples.FAIL) {
            int first = IntStream.range(0, examples.rows())
                    .filter(row -> examples.presence().mask(row) == 0)
                    .findFirst()
                    .orElseThrow();
            throw new DataException("split '" + split + "': row '"
                    + examples.ids().get(first) + "' has no modality"
                    + (empty > 1 ? ", nor have " + (empty - 1) + " others" : "") + ", of "
                    + examples.presence().modalities() + "; set missing.empty-samples to skip to leave such rows out");
        }
        return kept;
    }
}

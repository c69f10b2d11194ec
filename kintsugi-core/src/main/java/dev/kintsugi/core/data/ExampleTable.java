package dev.kintsugi.core.data;

import java.util.Arrays;
import java.util.List;

/**
 * The rows of one split without their contents: ids, labels and presence.
 *
 * @param ids unique names of the rows, as the source gives them
 * @param targets labels, one entry per row
 * @param presence which modalities each row has
 */
public record ExampleTable(List<String> ids, Targets targets, PresenceTable presence) {
    /** Checks that all parts have the same number of rows. */
    public ExampleTable {
        ids = List.copyOf(ids);
        if (ids.size() != targets.rows() || ids.size() != presence.rows()) {
            throw new IllegalArgumentException("ids, labels and presence have " + ids.size() + ", " + targets.rows()
                    + " and " + presence.rows() + " rows; they must agree");
        }
    }

    /** Returns the number of rows. */
    public int rows() {
        return ids.size();
    }

    /** Returns the table of the given rows, in that order. */
    public ExampleTable select(int[] rows) {
        return new ExampleTable(
                Arrays.stream(rows).mapToObj(ids::get).toList(), targets.select(rows), presence.select(rows));
    }
}

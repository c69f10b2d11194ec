package dev.kintsugi.core.data;

import dev.kintsugi.core.parameter.Modality;
import java.util.Arrays;
import java.util.List;
import java.util.StringJoiner;

/**
 * Which modalities each row has; missing is data, not an error.
 *
 * <p>Bit {@code m} of a row's mask is set when the row has modality {@code modalities.get(m)}.
 */
public final class PresenceTable {
    private final List<Modality> modalities;
    private final long[] masks;

    /** Creates a table of {@code masks.length} rows over at most 64 modalities. */
    public PresenceTable(List<Modality> modalities, long[] masks) {
        if (modalities.size() > Long.SIZE) {
            throw new IllegalArgumentException("at most 64 modalities are allowed, but there are " + modalities.size());
        }
        this.modalities = List.copyOf(modalities);
        this.masks = masks.clone();
    }

    /** Returns a table in which every row has every modality. */
    public static PresenceTable complete(List<Modality> modalities, int rows) {
        long[] masks = new long[rows];
        Arrays.fill(masks, modalities.size() == Long.SIZE ? -1L : (1L << modalities.size()) - 1);
        return new PresenceTable(modalities, masks);
    }

    /** Returns the modalities in bit order. */
    public List<Modality> modalities() {
        return modalities;
    }

    /** Returns the number of rows. */
    public int rows() {
        return masks.length;
    }

    /** Returns whether a row has a modality; a modality that the table does not know is absent everywhere. */
    public boolean has(int row, Modality modality) {
        int bit = modalities.indexOf(modality);
        return bit >= 0 && (masks[row] >>> bit & 1) == 1;
    }

    /** Returns the mask of a row. */
    public long mask(int row) {
        return masks[row];
    }

    /** Returns the modalities of a row in words: their names joined by {@code +}, or {@code nothing}. */
    public String describe(int row) {
        return describe(modalities, masks[row]);
    }

    /** Returns the modalities of a mask in words: their names joined by {@code +}, or {@code nothing}. */
    public static String describe(List<Modality> modalities, long mask) {
        StringJoiner names = new StringJoiner("+").setEmptyValue("nothing");
        for (int bit = 0; bit < modalities.size(); bit++) {
            if ((mask >>> bit & 1) == 1) {
                names.add(modalities.get(bit).name());
            }
        }
        return names.toString();
    }

    /** Returns the table of the given rows, in that order. */
    public PresenceTable select(int[] rows) {
        return new PresenceTable(
                modalities, Arrays.stream(rows).mapToLong(row -> masks[row]).toArray());
    }
}

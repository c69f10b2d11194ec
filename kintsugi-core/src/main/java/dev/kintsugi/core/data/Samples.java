package dev.kintsugi.core.data;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Samples without labels: which modalities each has, and their frozen features.
 *
 * <p>The same stored features serve samples with and without a modality: what {@link #presence} says is missing must
 * not be read. Features are looked up, and computed where they are not stored yet, when they are asked for.
 */
public final class Samples {
    private final PresenceTable presence;
    private final Function<FeatureKind, FeatureTable> features;
    private final int @Nullable [] rows; // of the feature tables; null for all in their order

    private Samples(PresenceTable presence, Function<FeatureKind, FeatureTable> features, int @Nullable [] rows) {
        this.presence = presence;
        this.features = features;
        this.rows = rows;
    }

    /**
     * Returns samples over whole feature tables.
     *
     * @param features finds the table of a kind; unknown kinds are its errors
     */
    public static Samples of(PresenceTable presence, Function<FeatureKind, FeatureTable> features) {
        return new Samples(presence, features, null);
    }

    /**
     * Returns some of these samples, a row as often as it is named, with a presence of their own.
     *
     * @param chosen row numbers of these samples
     * @param chosenPresence presence of the chosen samples, in the order of {@code chosen}
     */
    public Samples select(int[] chosen, PresenceTable chosenPresence) {
        if (chosen.length != chosenPresence.rows()) {
            throw new IllegalArgumentException("presence has " + chosenPresence.rows() + " rows for " + chosen.length);
        }
        int[] own = rows;
        int[] mapped = own == null
                ? chosen.clone()
                : Arrays.stream(chosen).map(row -> own[row]).toArray();
        return new Samples(chosenPresence, features, mapped);
    }

    /** Returns the number of samples. */
    public int rows() {
        return presence.rows();
    }

    /** Returns which modalities each sample has. */
    public PresenceTable presence() {
        return presence;
    }

    /** Returns the features of one kind, one row per sample. */
    public FeatureTable features(FeatureKind kind) {
        FeatureTable table = features.apply(kind);
        return rows == null ? table : new Selection(table, rows);
    }

    private record Selection(FeatureTable table, int[] chosen) implements FeatureTable {
        @Override
        public int rows() {
            return chosen.length;
        }

        @Override
        public int width() {
            return table.width();
        }

        @Override
        public void copyRow(int row, float[] into, int offset) {
            table.copyRow(chosen[Objects.checkIndex(row, chosen.length)], into, offset);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Selection that && table.equals(that.table) && Arrays.equals(chosen, that.chosen);
        }

        @Override
        public int hashCode() {
            return 31 * table.hashCode() + Arrays.hashCode(chosen);
        }

        @Override
        public String toString() {
            return chosen.length + " rows of " + table;
        }
    }
}

package dev.kintsugi.engine.data;

import dev.kintsugi.core.error.DataException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads the names of splits. */
final class SplitNames {
    /** The spellings that are understood, for errors. */
    static final String ALLOWED = "train, training, val, valid, validation, dev, test, testing";

    private SplitNames() {}

    /** Returns the split that a source means, or nothing if the name is none of {@link #ALLOWED}. */
    static Optional<String> parse(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "train", "training" -> Optional.of(DataSource.TRAIN);
            case "val", "valid", "validation", "dev" -> Optional.of(DataSource.VALIDATION);
            case "test", "testing" -> Optional.of(DataSource.TEST);
            default -> Optional.empty();
        };
    }

    /** Returns the split of that name. */
    static Split find(Map<String, Split> splits, String name) {
        Split split = splits.get(name);
        if (split == null) {
            throw new DataException("there is no split '" + name + "', allowed is one of " + splits.keySet());
        }
        return split;
    }
}

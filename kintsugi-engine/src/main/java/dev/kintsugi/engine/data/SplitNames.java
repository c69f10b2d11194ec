package dev.kintsugi.engine.data;

import dev.kintsugi.core.error.DataException;
import java.util.Map;

/** Finds splits by name. */
final class SplitNames {
    private SplitNames() {}

    /** Returns the split of that name. */
    static Split find(Map<String, Split> splits, String name) {
        Split split = splits.get(name);
        if (split == null) {
            throw new DataException("there is no split '" + name + "', allowed is one of " + splits.keySet());
        }
        return split;
    }
}

package dev.kintsugi.cli.report;

import java.util.ArrayList;
import java.util.List;

/** Evenly spaced items of a list that is too long to be drawn. */
final class EvenPick {
    private EvenPick() {}

    /** Returns at most {@code limit} items, the first and the last among them; a short list as it is. */
    static <T> List<T> of(List<T> items, int limit) {
        if (items.size() <= limit) {
            return items;
        }
        List<T> picked = new ArrayList<>(limit);
        for (int i = 0; i < limit; i++) {
            picked.add(items.get((int) Math.round(i * (items.size() - 1.0) / (limit - 1))));
        }
        return picked;
    }
}

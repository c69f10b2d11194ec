package dev.kintsugi.engine.tune;

import dev.kintsugi.core.option.Settings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds numbers of a choice that stand at the edge of their grid: a better value may lie beyond.
 *
 * <p>A value that is a section, such as {@code {kind: sgd, learning-rate: 0.01}}, is taken with those that differ from
 * it in the one number only.
 */
final class GridEdge {
    private GridEdge() {}

    static List<String> of(MethodGrid grid, Trial trial) {
        List<String> edges = new ArrayList<>();
        for (MethodGrid.Axis axis : grid.axes()) {
            List<Map<String, @Nullable Object>> all = axis.values().stream()
                    .map(value -> leaves(Settings.render(value)))
                    .toList();
            Map<String, @Nullable Object> chosen = leaves(trial.values().get(axis.path()));
            chosen.forEach((leaf, value) -> {
                if (value instanceof Number number && atEdge(leaf, number.doubleValue(), chosen, all)) {
                    edges.add(leaf.isEmpty() ? axis.path() : axis.path() + "." + leaf);
                }
            });
        }
        return edges;
    }

    private static boolean atEdge(
            String leaf, double value, Map<String, @Nullable Object> chosen, List<Map<String, @Nullable Object>> all) {
        boolean smaller = false;
        boolean larger = false;
        for (Map<String, @Nullable Object> other : all) {
            if (other.get(leaf) instanceof Number number && without(leaf, other).equals(without(leaf, chosen))) {
                smaller |= number.doubleValue() < value;
                larger |= number.doubleValue() > value;
            }
        }
        return smaller != larger; // with neither there is one value only, which is no choice
    }

    private static Map<String, @Nullable Object> without(String leaf, Map<String, @Nullable Object> leaves) {
        Map<String, @Nullable Object> rest = new LinkedHashMap<>(leaves);
        rest.remove(leaf);
        return rest;
    }

    private static Map<String, @Nullable Object> leaves(@Nullable Object tree) {
        Map<String, @Nullable Object> leaves = new LinkedHashMap<>();
        collect("", tree, leaves);
        return leaves;
    }

    private static void collect(String path, @Nullable Object tree, Map<String, @Nullable Object> leaves) {
        if (tree instanceof Map<?, ?> map) {
            map.forEach((key, value) -> collect(path.isEmpty() ? "" + key : path + "." + key, value, leaves));
        } else {
            leaves.put(path, tree);
        }
    }
}

package dev.kintsugi.engine.tune;

import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.option.Setting;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The values to try of one method: all combinations of its axes, numbered from 0, the last axis changing first.
 *
 * @param axes one per key; none where the method has nothing to tune, which is a grid of one combination
 */
public record MethodGrid(List<Axis> axes) {
    private static final int LARGEST = 1_000_000;

    /**
     * One key with its values.
     *
     * @param path keys below the method's section, joined by dots, such as {@code training.optimizer.learning-rate}
     * @param values at least one, in the order written
     */
    public record Axis(String path, List<Setting> values) {
        /** Copies the values. */
        public Axis {
            values = List.copyOf(values);
        }
    }

    /** Copies the axes and checks that they do not overlap and that there are not too many combinations. */
    public MethodGrid {
        axes = List.copyOf(axes);
        long size = 1;
        for (Axis axis : axes) {
            for (Axis other : axes) {
                if (other.path().startsWith(axis.path() + ".")) {
                    throw new ConfigException("the grid has both '" + axis.path() + "' and '" + other.path()
                            + "', which overlap; write one of them");
                }
            }
            size *= axis.values().size();
            if (size > LARGEST) {
                throw new ConfigException(
                        "the grid of " + axes.stream().map(Axis::path).toList() + " has more than " + LARGEST
                                + " combinations; give fewer values");
            }
        }
    }

    /** Returns the number of combinations, at least 1. */
    public int size() {
        return axes.stream().mapToInt(axis -> axis.values().size()).reduce(1, (a, b) -> a * b);
    }

    /** Returns the combination of a number, in the order of the axes. */
    public Map<String, Setting> combination(int number) {
        int[] places = new int[axes.size()];
        int rest = number;
        for (int i = places.length - 1; i >= 0; i--) {
            places[i] = rest % axes.get(i).values().size();
            rest /= axes.get(i).values().size();
        }
        Map<String, Setting> combination = new LinkedHashMap<>();
        for (int i = 0; i < places.length; i++) {
            combination.put(axes.get(i).path(), axes.get(i).values().get(places[i]));
        }
        return combination;
    }
}

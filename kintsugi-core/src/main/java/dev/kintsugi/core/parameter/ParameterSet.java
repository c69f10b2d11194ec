package dev.kintsugi.core.parameter;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Named values, sorted by name; immutable, equal when every bit is equal. */
public final class ParameterSet {
    private static final ParameterSet EMPTY = new ParameterSet(new TreeMap<>());

    private final TreeMap<String, FloatArray> values;

    private ParameterSet(TreeMap<String, FloatArray> values) {
        this.values = values;
    }

    /** Returns the set without parameters. */
    public static ParameterSet empty() {
        return EMPTY;
    }

    /** Returns a set with the given values. */
    public static ParameterSet of(Map<String, FloatArray> values) {
        return values.isEmpty() ? EMPTY : new ParameterSet(new TreeMap<>(values));
    }

    /** Returns a set with one parameter. */
    public static ParameterSet of(String name, FloatArray value) {
        return of(Map.of(name, value));
    }

    /** Returns the value of a parameter; an unknown name is an error that lists the known ones. */
    public FloatArray get(String name) {
        @Nullable FloatArray value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("parameter '" + name + "' is not in " + values.keySet());
        }
        return value;
    }

    /** Returns whether a parameter of that name is there. */
    public boolean contains(String name) {
        return values.containsKey(name);
    }

    /** Returns the names in ascending order. */
    public Set<String> names() {
        return Collections.unmodifiableSet(values.keySet());
    }

    /** Returns a read-only view, sorted by name. */
    public Map<String, FloatArray> asMap() {
        return Collections.unmodifiableMap(values);
    }

    /** Returns whether there is no parameter at all. */
    public boolean isEmpty() {
        return values.isEmpty();
    }

    /** Returns a set that holds these values and those of {@code other}; a name in both is an error. */
    public ParameterSet plus(ParameterSet other) {
        TreeMap<String, FloatArray> union = new TreeMap<>(values);
        other.values.forEach((name, value) -> {
            if (union.put(name, value) != null) {
                throw new IllegalArgumentException("parameter '" + name + "' is in both sets");
            }
        });
        return of(union);
    }

    /** Returns the number of values over all parameters. */
    public long size() {
        return values.values().stream().mapToLong(FloatArray::size).sum();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ParameterSet that && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return values.toString();
    }
}

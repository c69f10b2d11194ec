package dev.kintsugi.core.option;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One node of a tree of settings as it was written: a scalar, a mapping or a sequence, with its place.
 *
 * <p>Trees are immutable. Two settings are equal when their contents are equal, wherever they were read.
 */
public sealed interface Setting {
    /** Returns where the setting was read. */
    Place place();

    /** Returns what the setting is in words, with its value, such as {@code text 'ten'}. */
    String describe();

    /** Returns whether this is a scalar that stands for nothing: empty, {@code null} or {@code ~}. */
    default boolean isNull() {
        return this instanceof Scalar scalar
                && !scalar.quoted
                && (scalar.text.isEmpty() || scalar.text.equals("null") || scalar.text.equals("~"));
    }

    /**
     * A single value. Its type is decided by the option it is bound to, so that {@code 1e-4} is a number and
     * {@code name: 2024} a text.
     *
     * @param text the value as written, without quotes
     * @param quoted whether it was written in quotes and so is a text for certain
     */
    record Scalar(String text, boolean quoted, Place place) implements Setting {
        @Override
        public String describe() {
            return isNull() ? "nothing" : quoted ? "text \"" + text + "\"" : "'" + text + "'";
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Scalar scalar && text.equals(scalar.text) && quoted == scalar.quoted;
        }

        @Override
        public int hashCode() {
            return text.hashCode();
        }
    }

    /**
     * Key and value of a mapping.
     *
     * @param keyPlace where the key stands
     */
    record Entry(String key, Place keyPlace, Setting value) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Entry entry && key.equals(entry.key) && value.equals(entry.value);
        }

        @Override
        public int hashCode() {
            return key.hashCode();
        }
    }

    /** Keys with values, in the order written; a key given twice is an error. */
    record Mapping(List<Entry> entries, Place place) implements Setting {
        /** Copies the entries and refuses a repeated key. */
        public Mapping {
            entries = List.copyOf(entries);
            Map<String, Place> seen = new HashMap<>();
            for (Entry entry : entries) {
                Place first = seen.putIfAbsent(entry.key, entry.keyPlace);
                if (first != null) {
                    throw entry.keyPlace.error("the key is given twice; first on line " + first.line());
                }
            }
        }

        /** Returns the value of {@code key}, if it is given. */
        public Optional<Setting> find(String key) {
            return entry(key).map(Entry::value);
        }

        /** Returns the keys in the order written. */
        public Set<String> keys() {
            Set<String> keys = new LinkedHashSet<>();
            entries.forEach(entry -> keys.add(entry.key));
            return keys;
        }

        /** Returns this mapping with {@code key} set to {@code value}, at its old position or at the end. */
        public Mapping with(String key, Setting value) {
            Entry added = new Entry(key, value.place(), value);
            List<Entry> changed = new ArrayList<>(entries);
            changed.replaceAll(entry -> entry.key.equals(key) ? added : entry);
            if (entry(key).isEmpty()) {
                changed.add(added);
            }
            return new Mapping(changed, place);
        }

        /** Returns this mapping without {@code key}. */
        public Mapping without(String key) {
            return new Mapping(
                    entries.stream().filter(entry -> !entry.key.equals(key)).toList(), place);
        }

        Optional<Entry> entry(String key) {
            return entries.stream().filter(entry -> entry.key.equals(key)).findFirst();
        }

        @Override
        public String describe() {
            return "a section with the keys " + keys();
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Mapping mapping && entries.equals(mapping.entries);
        }

        @Override
        public int hashCode() {
            return entries.hashCode();
        }
    }

    /** A list of settings. */
    record Sequence(List<Setting> items, Place place) implements Setting {
        /** Copies the items. */
        public Sequence {
            items = List.copyOf(items);
        }

        @Override
        public String describe() {
            return "a list of " + items.size();
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Sequence sequence && items.equals(sequence.items);
        }

        @Override
        public int hashCode() {
            return items.hashCode();
        }
    }
}

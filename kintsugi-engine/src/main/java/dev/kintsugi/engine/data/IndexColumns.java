package dev.kintsugi.engine.data;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kintsugi.core.error.DataException;
import dev.kintsugi.core.option.NearestName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The columns of an index that every kind of sample has: id, classes, split and attributes. Class numbers follow the
 * column {@code label_id} where there is one, otherwise the order of the names.
 */
final class IndexColumns {
    /** What a setting says where there is no such column. */
    static final String NONE = "none";

    private static final String LABEL_NUMBER = "label_id";
    private static final List<String> LABEL_COLUMNS = List.of("label", "labels", "class", "category");
    private static final List<String> SPLIT_COLUMNS = List.of("split");
    private static final Set<String> NO_ATTRIBUTES = Set.of("width", "height", LABEL_NUMBER);

    private final Path file;
    private final IndexFile index;
    private final @Nullable String label;
    private final @Nullable String id;
    private final @Nullable String split;

    /**
     * Reads an index.
     *
     * @param idNames usual names of the column with ids
     */
    IndexColumns(Path file, Optional<String> label, Optional<String> id, List<String> idNames, Optional<String> split) {
        this.file = file;
        this.index = IndexFile.read(file);
        if (index.rows().isEmpty()) {
            throw new DataException(file + ": the index has no rows; at least one is needed");
        }
        this.label = find("label-column", label, LABEL_COLUMNS);
        this.id = find("id-column", id, idNames);
        this.split = find("split-column", split, SPLIT_COLUMNS);
    }

    List<IndexFile.Row> rows() {
        return index.rows();
    }

    /** Returns the names of all columns. */
    Set<String> names() {
        return index.columns();
    }

    /** Returns the column that a setting names, or the first known one that there is; null if there is none. */
    @Nullable String find(String setting, Optional<String> given, List<String> candidates) {
        if (given.isEmpty()) {
            return candidates.stream()
                    .filter(index.columns()::contains)
                    .findFirst()
                    .orElse(null);
        }
        if (given.get().equals(NONE)) {
            return null;
        }
        if (!index.columns().contains(given.get())) {
            throw new DataException(
                    file + ": data." + setting + ": " + NearestName.notKnown("column", given.get(), index.columns()));
        }
        return given.get();
    }

    /** Returns the id of a row, if the index has one. */
    Optional<String> id(IndexFile.Row row) {
        return Optional.ofNullable(scalar(row, id));
    }

    /**
     * Returns all further single values of a row.
     *
     * @param used columns that are read as something else
     */
    Map<String, String> attributes(IndexFile.Row row, Set<String> used) {
        Map<String, String> attributes = new LinkedHashMap<>();
        row.values().forEach((key, value) -> {
            boolean common = key.equals(label) || key.equals(split) || key.equals(id) || NO_ATTRIBUTES.contains(key);
            if (value.isValueNode() && !common && !used.contains(key)) {
                attributes.put(key, value.asText());
            }
        });
        return attributes;
    }

    /** Returns the split of a row; null where the index does not say. */
    @Nullable String split(IndexFile.Row row) {
        String name = scalar(row, split);
        if (name == null) {
            return null;
        }
        return SplitNames.parse(name)
                .orElseThrow(() -> new DataException(
                        row.place() + ": the split '" + name + "' is not known, allowed are " + SplitNames.ALLOWED));
    }

    /** Returns the class names of a row. */
    List<String> labels(IndexFile.Row row) {
        if (label == null) {
            return List.of();
        }
        JsonNode value = row.values().get(label);
        if (value == null) {
            throw new DataException(row.place() + ": the row has no value in the label column '" + label
                    + "'; allowed is a class name or a list of them");
        }
        if (!value.isArray()) {
            return List.of(value.asText());
        }
        List<String> names = new ArrayList<>();
        value.forEach(item -> names.add(item.asText()));
        return names.stream().distinct().toList();
    }

    /** Returns the value of a column as text; null if there is no column, or no value, or an empty one. */
    static @Nullable String scalar(IndexFile.Row row, @Nullable String column) {
        JsonNode value = column == null ? null : row.values().get(column);
        if (value == null || (value.isTextual() && value.asText().isBlank())) {
            return null;
        }
        if (!value.isValueNode()) {
            throw new DataException(row.place() + ": column '" + column + "' must hold a single value, but holds a "
                    + value.getNodeType().name().toLowerCase(Locale.ROOT));
        }
        return value.asText();
    }

    /** Returns all class names in the order of their numbers; the rows are those of {@link #rows}. */
    List<String> classNames(List<RawRow> rows) {
        Set<String> names = new TreeSet<>();
        rows.forEach(row -> names.addAll(row.labels()));
        if (!index.columns().contains(LABEL_NUMBER)
                || rows.stream().anyMatch(row -> row.labels().size() != 1)) {
            return List.copyOf(names);
        }
        return numbered(rows, names.size());
    }

    /** Returns the names by {@code label_id}, which must count from 0 and agree with the names. */
    private List<String> numbered(List<RawRow> rows, int classes) {
        @Nullable String[] byNumber = new String[classes];
        Map<String, Integer> numbers = new HashMap<>();
        for (int i = 0; i < rows.size(); i++) {
            IndexFile.Row row = index.rows().get(i);
            String name = rows.get(i).labels().get(0);
            String value = scalar(row, LABEL_NUMBER);
            int number = number(row, name, value, classes);
            Integer before = numbers.putIfAbsent(name, number);
            String other = byNumber[number];
            if ((before != null && before != number) || (other != null && !other.equals(name))) {
                throw new DataException(row.place() + ": class '" + name + "' has " + LABEL_NUMBER + " " + number
                        + ", but earlier rows have " + (before != null ? before : "'" + other + "' for that number"));
            }
            byNumber[number] = name;
        }
        List<String> names = new ArrayList<>();
        for (String name : byNumber) {
            names.add(String.valueOf(name)); // as many numbers as names, each taken once: none is missing
        }
        return names;
    }

    private static int number(IndexFile.Row row, String name, @Nullable String value, int classes) {
        try {
            int number = value == null ? -1 : Integer.parseInt(value);
            if (number >= 0 && number < classes) {
                return number;
            }
        } catch (NumberFormatException notWhole) {
            throw new DataException(
                    row.place() + ": class '" + name + "' has " + LABEL_NUMBER + " '" + value
                            + "', which is not a whole number",
                    notWhole);
        }
        throw new DataException(row.place() + ": class '" + name + "' has " + LABEL_NUMBER + " " + value
                + ", which is out of range: allowed is 0 to " + (classes - 1));
    }
}

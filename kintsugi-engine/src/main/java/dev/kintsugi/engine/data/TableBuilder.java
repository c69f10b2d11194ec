package dev.kintsugi.engine.data;

import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.error.DataException;
import dev.kintsugi.core.option.NearestName;
import dev.kintsugi.core.random.RandomKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Makes a data source of a table that was read: classes are chosen and numbered, splits made, rows limited. */
final class TableBuilder {
    private final RawTable table;
    private final FileDataOptions options;
    private final long seed;

    private TableBuilder(RawTable table, FileDataOptions options, long seed) {
        this.table = table;
        this.options = options;
        this.seed = seed;
    }

    static DataSource build(RawTable table, FileDataOptions options, long seed) {
        return new TableBuilder(table, options, seed).build();
    }

    private DataSource build() {
        if (table.rows().isEmpty()) {
            throw new DataException(table.place() + ": the source is empty; at least one row is needed");
        }
        checkIds();
        List<String> kept = keptClasses();
        List<String> names = shownNames(kept);
        List<RawRow> rows = inPart(rowsOf(kept));
        if (rows.isEmpty()) {
            throw new DataException(table.place() + ": none of its "
                    + table.rows().size() + " rows has one of the classes " + String.join(", ", kept));
        }
        Map<String, List<RawRow>> bySplit = split(rows);
        Map<String, Split> splits = new LinkedHashMap<>();
        bySplit.forEach((name, part) -> {
            List<RawRow> limited = limit(name, part);
            splits.put(name, new TableSplit(limited, TableSplit.number(limited, kept), names, table));
        });
        if (splits.values().stream().allMatch(split -> split.rows() == 0)) {
            throw new DataException(table.place() + ": no rows are left");
        }
        return new TableSource(
                table.name(), names, options.template().orElse(table.template()), splits, table.repairs());
    }

    private void checkIds() {
        Map<String, RawRow> seen = new HashMap<>();
        for (RawRow row : table.rows()) {
            RawRow first = seen.putIfAbsent(row.id(), row);
            if (first != null) {
                throw new DataException(row.place() + ": the id '" + row.id() + "' occurs twice, first at "
                        + first.place() + "; ids must be unique");
            }
        }
    }

    private List<String> keptClasses() {
        for (String wanted : options.classes()) {
            if (!table.classNames().contains(wanted)) {
                throw new ConfigException("data.classes: " + NearestName.notKnown("class", wanted, table.classNames())
                        + " in " + table.place());
            }
        }
        List<String> kept = table.classNames().stream()
                .filter(name -> options.classes().isEmpty() || options.classes().contains(name))
                .toList();
        int half = (kept.size() + 1) / 2;
        if (options.classSubset() == ClassSubset.NOVEL && half == kept.size()) {
            throw new ConfigException("data.class-subset: the novel half of " + table.place() + " is empty, as it has "
                    + kept.size() + " class, " + kept + "; at least 2 are needed");
        }
        return switch (options.classSubset()) {
            case ALL -> kept;
            case BASE -> kept.subList(0, half);
            case NOVEL -> kept.subList(half, kept.size());
        };
    }

    private List<String> shownNames(List<String> kept) {
        for (String renamed : options.classNames().keySet()) {
            if (!table.classNames().contains(renamed)) {
                throw new ConfigException("data.class-names: "
                        + NearestName.notKnown("class", renamed, table.classNames()) + " in " + table.place());
            }
        }
        List<String> shown = kept.stream()
                .map(name -> options.classNames().getOrDefault(name, name.replace('_', ' ')))
                .toList();
        Set<String> unique = new LinkedHashSet<>();
        for (String name : shown) {
            if (!unique.add(name)) {
                throw new ConfigException("data.class-names: two classes would both be shown as '" + name + "'");
            }
        }
        return shown;
    }

    private List<RawRow> rowsOf(List<String> kept) {
        if (kept.size() == table.classNames().size()) {
            return table.rows();
        }
        Set<String> names = Set.copyOf(kept);
        return table.rows().stream()
                .map(row -> row.withLabels(
                        row.labels().stream().filter(names::contains).toList()))
                .filter(row -> !row.labels().isEmpty())
                .toList();
    }

    private List<RawRow> inPart(List<RawRow> rows) {
        TrainPart part = options.trainPart();
        return rows.stream()
                .filter(row -> (row.split() != null && !row.split().equals(DataSource.TRAIN)) || part.holds(row.id()))
                .toList();
    }

    private Map<String, List<RawRow>> split(List<RawRow> rows) {
        Map<String, List<RawRow>> splits = new LinkedHashMap<>();
        splits.put(DataSource.TRAIN, new ArrayList<>());
        splits.put(DataSource.VALIDATION, new ArrayList<>());
        splits.put(DataSource.TEST, new ArrayList<>());
        for (RawRow row : rows) {
            String name = row.split();
            splits.getOrDefault(name == null ? DataSource.TRAIN : name, List.of())
                    .add(name == null ? row.withSplit(DataSource.TRAIN) : row);
        }
        moveShare(splits, DataSource.TEST, options.testShare());
        moveShare(splits, DataSource.VALIDATION, options.validationShare());
        return splits;
    }

    /** Moves a share of each class from training to a split that is empty; one row per class stays. */
    private void moveShare(Map<String, List<RawRow>> splits, String to, double share) {
        if (!splits.getOrDefault(to, List.of()).isEmpty() || share == 0) {
            return;
        }
        List<RawRow> train = splits.getOrDefault(DataSource.TRAIN, List.of());
        Set<RawRow> moved = new LinkedHashSet<>();
        if (options.splitBy().isPresent()) {
            moved.addAll(groups(train, options.splitBy().get(), to, share));
        } else {
            moved.addAll(drawn(train, to, share));
        }
        splits.put(
                to,
                train.stream()
                        .filter(moved::contains)
                        .map(row -> row.withSplit(to))
                        .toList());
        splits.put(
                DataSource.TRAIN,
                new ArrayList<>(
                        train.stream().filter(row -> !moved.contains(row)).toList()));
    }

    /** Draws a share of the rows of each class; one row per class is left. */
    private Set<RawRow> drawn(List<RawRow> train, String to, double share) {
        Set<RawRow> moved = new LinkedHashSet<>();
        byClass(train).forEach((label, members) -> {
            int[] order = RandomKey.of(seed, "split-" + to + "/" + label).open().permutation(members.size());
            int count = Math.min(members.size() - 1, (int) Math.round(members.size() * share));
            Arrays.stream(order).limit(count).mapToObj(members::get).forEach(moved::add);
        });
        return moved;
    }

    /** Draws a share of the values of an attribute, and returns all rows that have them; one value is left. */
    private Set<RawRow> groups(List<RawRow> train, String attribute, String to, double share) {
        Map<String, List<RawRow>> values = new TreeMap<>();
        for (RawRow row : train) {
            String value = row.attributes().get(attribute);
            if (value == null) {
                throw new DataException(row.place() + ": the row has no attribute '" + attribute
                        + "' to split by (data.split-by); it has "
                        + String.join(", ", new TreeMap<>(row.attributes()).keySet()));
            }
            values.computeIfAbsent(value, name -> new ArrayList<>()).add(row);
        }
        List<List<RawRow>> members = List.copyOf(values.values());
        int count = Math.max(0, Math.min(members.size() - 1, (int) Math.round(members.size() * share)));
        int[] order =
                RandomKey.of(seed, "split-" + to + "-by-" + attribute).open().permutation(members.size());
        Set<RawRow> moved = new LinkedHashSet<>();
        Arrays.stream(order).limit(count).mapToObj(members::get).forEach(moved::addAll);
        return moved;
    }

    private List<RawRow> limit(String split, List<RawRow> rows) {
        int most = options.limitPerClass() == 0 ? Integer.MAX_VALUE : options.limitPerClass();
        if (options.shots() > 0 && split.equals(DataSource.TRAIN)) {
            most = Math.min(most, options.shots());
        } else if (options.shots() > 0 && split.equals(DataSource.VALIDATION)) {
            most = Math.min(most, Math.min(options.shots(), CoopFewShot.VALIDATION));
        }
        if (most == Integer.MAX_VALUE) {
            return rows;
        }
        int limit = most;
        Set<RawRow> kept = new LinkedHashSet<>();
        byClass(rows).forEach((label, members) -> {
            int[] order =
                    RandomKey.of(seed, "few-shot-" + split + "/" + label).open().permutation(members.size());
            Arrays.stream(order).limit(limit).mapToObj(members::get).forEach(kept::add);
        });
        return rows.stream().filter(kept::contains).toList();
    }

    /** Rows by their first class; rows without any form a class of their own. */
    private static Map<String, List<RawRow>> byClass(List<RawRow> rows) {
        Map<String, List<RawRow>> classes = new LinkedHashMap<>();
        for (RawRow row : rows) {
            String label = row.labels().isEmpty() ? "" : row.labels().get(0);
            classes.computeIfAbsent(label, name -> new ArrayList<>()).add(row);
        }
        return classes;
    }
}

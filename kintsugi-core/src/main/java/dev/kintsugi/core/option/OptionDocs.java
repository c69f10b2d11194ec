package dev.kintsugi.core.option;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * The description of options, printed from the records themselves: help texts, the YAML reference and the docs.
 *
 * <p>Sections are written out with dotted keys. A sealed family has one table per kind, after the table in which it is
 * an option.
 */
public final class OptionDocs {
    private OptionDocs() {}

    /**
     * One option.
     *
     * @param key its path from the root; {@code []} stands for an item of a list
     * @param type its type in words
     * @param fallback what it is when it is not given; {@code required} if it must be
     * @param meaning what it does
     * @param source where its default comes from; may be empty
     */
    public record Row(String key, String type, String fallback, String meaning, String source) {}

    /**
     * The options of one record, or of one kind of a family.
     *
     * @param path the path of the family; empty for the root
     * @param kind the kind; empty if the table is not of a family
     * @param description what the kind does
     */
    public record Table(String path, String kind, String description, List<Row> rows) {
        /** Copies the rows. */
        public Table {
            rows = List.copyOf(rows);
        }
    }

    /** Returns the tables of an options record or a sealed family, the root's first. */
    public static List<Table> tables(Class<?> type) {
        return tables(type, "");
    }

    /** Returns the tables of an options record or a sealed family that stands at {@code path}. */
    public static List<Table> tables(Class<?> type, String path) {
        List<Table> tables = new ArrayList<>();
        if (OptionFamily.isFamily(type)) {
            addFamily(path, type, null, tables);
        } else {
            Object defaults = OptionsRecord.of(type).defaults().orElse(null);
            addTable(new Table(path, "", "", List.of()), type, defaults, true, tables);
        }
        return tables;
    }

    /** Returns the tables in Markdown; a heading of the level given, 1 to 6, stands above the table of each kind. */
    public static String markdown(List<Table> tables, int level) {
        StringBuilder text = new StringBuilder();
        for (Table table : tables) {
            if (!table.kind.isEmpty()) {
                text.append("#".repeat(level)).append(" `");
                text.append(table.path.isEmpty() ? "kind: " : table.path + ": ");
                text.append(table.kind).append("`\n\n");
            }
            if (!table.description.isEmpty()) {
                text.append(sentence(table.description)).append("\n\n");
            }
            if (table.rows.isEmpty()) {
                text.append("No options.\n\n");
                continue;
            }
            text.append("| key | type | default | meaning | source |\n|---|---|---|---|---|\n");
            for (Row row : table.rows) {
                StringJoiner line = new StringJoiner(" | ", "| ", " |\n");
                line.add("`" + row.key + "`").add(cell(row.type));
                line.add(
                        row.fallback.isEmpty() || row.fallback.equals("required")
                                ? row.fallback
                                : "`" + cell(row.fallback) + "`");
                text.append(line.add(cell(row.meaning)).add(cell(row.source)));
            }
            text.append('\n');
        }
        return text.toString();
    }

    /** Returns the tables as plain text of at most {@code width} columns, for a terminal. */
    public static String text(List<Table> tables, int width) {
        StringBuilder text = new StringBuilder();
        for (Table table : tables) {
            if (!table.kind.isEmpty()) {
                text.append(table.path.isEmpty() ? "kind" : table.path).append(": ");
                text.append(table.kind);
                text.append(table.description.isEmpty() ? "" : " – " + table.description)
                        .append('\n');
            }
            for (Row row : table.rows) {
                String fallback = row.fallback.isEmpty() || row.fallback.equals("required")
                        ? row.fallback
                        : "default " + row.fallback;
                text.append("  ").append(row.key).append("  (").append(row.type);
                text.append(fallback.isEmpty() ? "" : ", " + fallback).append(")\n");
                String meaning = row.source.isEmpty() ? row.meaning : row.meaning + " [" + row.source + "]";
                wrap(meaning, width - 6)
                        .forEach(line -> text.append("      ").append(line).append('\n'));
            }
        }
        return text.toString();
    }

    private static void addTable(
            Table head, Class<?> type, @Nullable Object defaults, boolean placeholders, List<Table> tables) {
        List<Row> rows = new ArrayList<>();
        List<Table> families = new ArrayList<>();
        addRows(head.path, type, defaults, placeholders, rows, families);
        tables.add(new Table(head.path, head.kind, head.description, rows));
        tables.addAll(families);
    }

    private static void addFamily(String path, Class<?> family, @Nullable Object fallback, List<Table> tables) {
        OptionFamily.kinds(family).forEach((kind, member) -> {
            boolean given = member.isInstance(fallback);
            Object defaults =
                    given ? fallback : OptionsRecord.of(member).defaults().orElse(null);
            String description = OptionFamily.kind(member).description();
            addTable(new Table(path, kind, description, List.of()), member, defaults, !given, tables);
        });
    }

    private static void addRows(
            String path,
            Class<?> type,
            @Nullable Object defaults,
            boolean placeholders,
            List<Row> rows,
            List<Table> families) {
        for (OptionsRecord.Component component : OptionsRecord.of(type).components()) {
            String key = path.isEmpty() ? component.key() : path + "." + component.key();
            boolean required = component.option().required() && placeholders;
            Object fallback = defaults == null || required ? null : component.in(defaults);
            Class<?> element = OptionTypes.element(component.type());
            boolean plain = component.type() == element;
            boolean section = element.isRecord() && !Setting.class.isAssignableFrom(element);
            if (!(section && plain)) {
                String shown = required ? "required" : fallback == null ? "" : show(fallback);
                rows.add(new Row(
                        key,
                        OptionTypes.describe(component.type()),
                        shown,
                        component.option().value(),
                        component.source()));
            }
            String below = OptionTypes.isContainer(component.type(), List.class) ? key + "[]" : key;
            if (section) {
                Object inner = plain && fallback != null
                        ? fallback
                        : OptionsRecord.of(element).defaults().orElse(null);
                addRows(below, element, inner, !(plain && fallback != null), rows, families);
            } else if (OptionFamily.isFamily(element)) {
                addFamily(below, element, plain ? fallback : null, families);
            }
        }
    }

    /** Returns a default as it would be written in YAML; nothing for one that is not there. */
    private static String show(Object value) {
        if (value instanceof Optional<?> optional) {
            return optional.isPresent() ? show(optional.get()) : "";
        }
        if (value instanceof List<?> list) {
            return list.stream().map(OptionDocs::show).toList().toString();
        }
        if (value instanceof Map<?, ?> map) {
            Map<Object, String> shown = new LinkedHashMap<>();
            map.forEach((key, item) -> shown.put(key, show(item)));
            return shown.toString().replace("=", ": ");
        }
        if (value instanceof Enum<?> constant) {
            return KebabCase.name(constant);
        }
        if (value instanceof Setting setting) {
            return String.valueOf(Settings.render(setting));
        }
        if (value instanceof Record options) {
            Kind kind = options.getClass().getAnnotation(Kind.class);
            return kind == null ? Settings.render(options).toString() : kind.value();
        }
        return value.equals("") ? "''" : value.toString();
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("\n", " ");
    }

    private static String sentence(String text) {
        String first = text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
        return first.endsWith(".") ? first : first + ".";
    }

    private static List<String> wrap(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ")) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}

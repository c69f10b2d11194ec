package dev.kintsugi.cli.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kintsugi.cli.output.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * The numbers of one benchmark.
 *
 * @param title what was measured, with its sizes
 * @param rows each with a cell for every column: a text or a number
 * @param notes what one must know to read the numbers: targets, settings, what was left out
 */
public record BenchTable(String title, List<Column> columns, List<List<Object>> rows, List<String> notes) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Copies the lists. */
    public BenchTable {
        columns = List.copyOf(columns);
        rows = rows.stream().map(List::copyOf).toList();
        notes = List.copyOf(notes);
        for (List<Object> row : rows) {
            if (row.size() != columns.size()) {
                throw new IllegalArgumentException(
                        title + ": a row has " + row.size() + " cells for " + columns.size() + " columns");
            }
        }
    }

    /**
     * A column.
     *
     * @param key name in JSON
     * @param heading name in the table, with the unit
     * @param decimals digits behind the point; -1 for a column of texts
     */
    public record Column(String key, String heading, int decimals) {
        /** Returns a column of texts. */
        public static Column text(String key, String heading) {
            return new Column(key, heading, -1);
        }
    }

    /** Returns the table for people. */
    public String text() {
        Set<Integer> numbers = new TreeSet<>();
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).decimals() >= 0) {
                numbers.add(i);
            }
        }
        TextTable table = new TextTable(columns.stream().map(Column::heading).toList(), numbers);
        for (List<Object> row : rows) {
            List<String> cells = new ArrayList<>();
            for (int i = 0; i < row.size(); i++) {
                cells.add(
                        row.get(i) instanceof Number number
                                ? String.format(
                                        Locale.ROOT, "%." + columns.get(i).decimals() + "f", number.doubleValue())
                                : row.get(i).toString());
            }
            table.row(cells.toArray(String[]::new));
        }
        StringBuilder text = new StringBuilder(title).append("\n\n").append(table.text());
        notes.forEach(note -> text.append("- ").append(note).append('\n'));
        return text.toString();
    }

    /** Returns the table for programs: one object per row. */
    public ObjectNode json() {
        ObjectNode node = JSON.createObjectNode().put("title", title);
        ArrayNode all = node.putArray("rows");
        for (List<Object> row : rows) {
            ObjectNode object = all.addObject();
            for (int i = 0; i < row.size(); i++) {
                object.set(columns.get(i).key(), JSON.valueToTree(row.get(i)));
            }
        }
        ArrayNode texts = node.putArray("notes");
        notes.forEach(texts::add);
        return node;
    }
}

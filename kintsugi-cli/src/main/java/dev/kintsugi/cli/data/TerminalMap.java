package dev.kintsugi.cli.data;

import dev.kintsugi.engine.partition.ClientTable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The client × class table in characters. With room for numbers each cell is a count and a shade, otherwise a shade
 * alone; classes that still do not fit share a column.
 */
final class TerminalMap {
    private static final String SHADES = " ░▒▓█";
    private static final int MOST_CLIENTS = 40;
    private static final int MOST_NAMES = 40;
    private static final int LONGEST_HEADING = 10;

    private TerminalMap() {}

    /** Returns the table, each line ended by a line feed. */
    static String draw(ClientTable table, int columns) {
        int shown = Math.min(MOST_CLIENTS, table.rows().size());
        int idWidth = table.rows().stream()
                .mapToInt(row -> row.client().length())
                .max()
                .orElse(0);
        int margin = Math.max("client".length(), idWidth) + 2 + Math.max(5, width(largestSize(table))) + 2;
        List<String> headings = table.classNames().stream()
                .map(name -> name.length() > LONGEST_HEADING ? name.substring(0, LONGEST_HEADING - 1) + "…" : name)
                .toList();
        int countWidth = width(table.largestCount());
        int[] widths = headings.stream()
                .mapToInt(name -> Math.max(name.length(), countWidth + 1))
                .toArray();
        boolean withCounts = margin + IntStream.of(widths).sum() + 2 * (widths.length - 1) <= columns;
        StringBuilder text = new StringBuilder();
        if (withCounts) {
            counts(table, shown, margin, headings, widths, text);
        } else {
            shades(table, shown, margin, columns, text);
        }
        if (shown < table.rows().size()) {
            text.append("… and ")
                    .append(table.rows().size() - shown)
                    .append(" more clients; all of them with --format json or --out FILE.html\n");
        }
        return text.toString();
    }

    private static void counts(
            ClientTable table, int shown, int margin, List<String> headings, int[] widths, StringBuilder text) {
        int most = table.largestCount();
        StringBuilder line = new StringBuilder(head(margin));
        for (int label = 0; label < widths.length; label++) {
            line.append(label == 0 ? "" : "  ")
                    .append(" ".repeat(widths[label] - headings.get(label).length()));
            line.append(headings.get(label));
        }
        text.append(line.toString().stripTrailing()).append('\n');
        for (ClientTable.Row row : table.rows().subList(0, shown)) {
            line = new StringBuilder(start(row, margin));
            for (int label = 0; label < widths.length; label++) {
                int count = row.classes().get(label);
                String cell = (count == 0 ? "·" : String.valueOf(count)) + shade(count, most);
                line.append(label == 0 ? "" : "  ")
                        .append(" ".repeat(widths[label] - cell.length()))
                        .append(cell);
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
    }

    private static void shades(ClientTable table, int shown, int margin, int columns, StringBuilder text) {
        int classes = table.classNames().size();
        int room = Math.max(8, columns - margin);
        int together = (classes + room - 1) / room;
        int cells = (classes + together - 1) / together;
        int cellWidth = Math.max(1, Math.min(3, room / cells));
        int most = 0;
        List<int[]> sums = new ArrayList<>();
        for (ClientTable.Row row : table.rows()) {
            int[] sum = new int[cells];
            for (int label = 0; label < classes; label++) {
                sum[label / together] += row.classes().get(label);
            }
            most = Math.max(most, IntStream.of(sum).max().orElse(0));
            sums.add(sum);
        }
        text.append(head(margin)).append("classes, left to right");
        text.append(together == 1 ? "" : ", " + together + " to a column").append('\n');
        for (int client = 0; client < shown; client++) {
            StringBuilder line = new StringBuilder(start(table.rows().get(client), margin));
            for (int count : sums.get(client)) {
                line.append(String.valueOf(shade(count, most)).repeat(cellWidth));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        text.append('\n').append(shadeLegend(most)).append('\n');
        List<String> names = table.classNames();
        String some = String.join(", ", names.subList(0, Math.min(MOST_NAMES, names.size())));
        wrap(
                "classes: " + some + (names.size() > MOST_NAMES ? ", … (" + names.size() + " in all)" : ""),
                columns,
                text);
    }

    private static String shadeLegend(int most) {
        StringBuilder legend = new StringBuilder("rows: ' ' none");
        int from = 1;
        for (int level = 1; level < SHADES.length(); level++) {
            int to = (int) ((long) most * level / (SHADES.length() - 1));
            if (to >= from) {
                legend.append("  ").append(SHADES.charAt(level)).append(' ').append(from);
                legend.append(to == from ? "" : "–" + to);
                from = to + 1;
            }
        }
        return legend.toString();
    }

    private static void wrap(String words, int columns, StringBuilder text) {
        int length = 0;
        for (String word : words.split(" ", -1)) {
            if (length > 0 && length + 1 + word.length() > columns) {
                text.append('\n');
                length = 0;
            }
            text.append(length == 0 ? "" : " ").append(word);
            length += word.length() + (length == 0 ? 0 : 1);
        }
        text.append('\n');
    }

    private static String head(int margin) {
        return "client" + " ".repeat(margin - "client".length() - "rows".length() - 2) + "rows  ";
    }

    private static String start(ClientTable.Row row, int margin) {
        String size = String.valueOf(row.size());
        return row.client() + " ".repeat(margin - row.client().length() - size.length() - 2) + size + "  ";
    }

    /** The shade whose range in {@link #shadeLegend} holds the count. */
    private static char shade(int count, int most) {
        int levels = SHADES.length() - 1;
        int level = count == 0 ? 0 : (int) (((long) count * levels + most - 1) / most);
        return SHADES.charAt(Math.min(levels, level));
    }

    private static int largestSize(ClientTable table) {
        return table.rows().stream().mapToInt(ClientTable.Row::size).max().orElse(0);
    }

    private static int width(int number) {
        return String.valueOf(number).length();
    }
}

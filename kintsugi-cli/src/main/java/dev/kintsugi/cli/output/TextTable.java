package dev.kintsugi.cli.output;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Rows of text in aligned columns. */
public final class TextTable {
    private static final String GAP = "  ";

    private final List<String> headings;
    private final Set<Integer> rightAligned;
    private final List<List<String>> rows = new ArrayList<>();

    /**
     * Creates an empty table.
     *
     * @param rightAligned numbers of the columns whose cells end at the same place, from 0
     */
    public TextTable(List<String> headings, Set<Integer> rightAligned) {
        this.headings = List.copyOf(headings);
        this.rightAligned = Set.copyOf(rightAligned);
    }

    /** Adds a row; it has a cell for each heading. */
    public TextTable row(String... cells) {
        if (cells.length != headings.size()) {
            throw new IllegalArgumentException(
                    "a row of " + headings.size() + " cells is needed, but there are " + cells.length);
        }
        rows.add(List.of(cells));
        return this;
    }

    /** Returns the table, each line ended by a line feed, without spaces at the ends of lines. */
    public String text() {
        List<List<String>> lines = new ArrayList<>();
        lines.add(headings);
        lines.addAll(rows);
        int[] widths = new int[headings.size()];
        for (List<String> line : lines) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> line : lines) {
            StringBuilder cells = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String padding = " ".repeat(widths[i] - line.get(i).length());
                cells.append(i == 0 ? "" : GAP)
                        .append(rightAligned.contains(i) ? padding + line.get(i) : line.get(i) + padding);
            }
            text.append(cells.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }
}

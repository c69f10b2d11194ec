package dev.kintsugi.engine.data;

import dev.kintsugi.core.error.DataException;
import java.util.ArrayList;
import java.util.List;

/** Reads comma-separated values as in RFC 4180: fields may be quoted, a quote within is doubled. */
final class CsvParser {
    /**
     * One record.
     *
     * @param number number of its first line, from 1
     */
    record Line(int number, List<String> fields) {}

    private CsvParser() {}

    /**
     * Parses a whole file; blank lines are left out.
     *
     * @throws DataException if a quote is not closed
     */
    static List<Line> parse(String content, String place) {
        List<Line> lines = new ArrayList<>();
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        int number = 1;
        int first = 1;
        int start = content.startsWith("\uFEFF") ? 1 : 0; // a byte-order mark, as spreadsheets write it
        for (int i = start; i < content.length(); i++) {
            char letter = content.charAt(i);
            number += letter == '\n' ? 1 : 0;
            if (quoted) {
                if (letter != '"') {
                    field.append(letter);
                } else if (i + 1 < content.length() && content.charAt(i + 1) == '"') {
                    field.append('"');
                    i++;
                } else {
                    quoted = false;
                }
            } else if (letter == '"' && field.isEmpty()) {
                quoted = true;
            } else if (letter == ',') {
                fields.add(field.toString());
                field.setLength(0);
            } else if (letter == '\n') {
                finish(lines, first, fields, field);
                fields = new ArrayList<>();
                first = number;
            } else if (letter != '\r') {
                field.append(letter);
            }
        }
        if (quoted) {
            throw new DataException(place + ":" + first + ": a quote is opened but never closed");
        }
        finish(lines, first, fields, field);
        return lines;
    }

    private static void finish(List<Line> lines, int number, List<String> fields, StringBuilder field) {
        if (!fields.isEmpty() || !field.isEmpty()) {
            fields.add(field.toString());
            field.setLength(0);
            lines.add(new Line(number, fields));
        }
    }
}

package dev.kintsugi.engine.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.kintsugi.core.error.DataException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The rows of a CSV or JSONL file as named values.
 *
 * @param columns names of all columns, in the order in which they first occur
 * @param rows the rows
 */
public record IndexFile(Set<String> columns, List<Row> rows) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * One row.
     *
     * @param values values by column; an empty field of a CSV file is left out, as is a null of a JSONL file
     * @param place file and line
     */
    public record Row(Map<String, JsonNode> values, String place) {}

    /**
     * Reads a file in UTF-8.
     *
     * @throws DataException if it cannot be read or a line is malformed; the message has the line
     */
    public static IndexFile read(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        try {
            String content = Files.readString(file);
            if (name.endsWith(".csv")) {
                return readCsv(file, content);
            } else if (name.endsWith(".jsonl") || name.endsWith(".ndjson")) {
                return readJsonLines(file, content);
            }
        } catch (CharacterCodingException notUtf8) {
            throw new DataException(file + ": the index is not in UTF-8", notUtf8);
        } catch (IOException unreadable) {
            throw new DataException(file + ": the index cannot be read: " + unreadable.getMessage(), unreadable);
        }
        throw new DataException(file + ": allowed are index files that end in .csv, .jsonl or .ndjson");
    }

    private static IndexFile readJsonLines(Path file, String content) {
        Set<String> columns = new LinkedHashSet<>();
        List<Row> rows = new ArrayList<>();
        int number = 0;
        for (String line : (Iterable<String>) content.lines()::iterator) {
            number++;
            if (line.isBlank()) {
                continue;
            }
            String place = file + ":" + number;
            rows.add(new Row(parse(line, place, columns), place));
        }
        return new IndexFile(columns, rows);
    }

    private static Map<String, JsonNode> parse(String line, String place, Set<String> columns) {
        JsonNode node;
        try {
            node = JSON.readTree(line);
        } catch (JsonProcessingException malformed) {
            throw new DataException(place + ": the line is not JSON: " + malformed.getOriginalMessage(), malformed);
        }
        if (!(node instanceof ObjectNode object)) {
            throw new DataException(place + ": the line must be a JSON object, but is " + node.getNodeType());
        }
        Map<String, JsonNode> values = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            columns.add(entry.getKey());
            if (!entry.getValue().isNull()) {
                values.put(entry.getKey(), entry.getValue());
            }
        }
        return values;
    }

    private static IndexFile readCsv(Path file, String content) {
        List<CsvParser.Line> lines = CsvParser.parse(content, file.toString());
        if (lines.isEmpty()) {
            throw new DataException(file + ": the index is empty; its first line must name the columns");
        }
        List<String> header = lines.get(0).fields();
        Set<String> columns = new LinkedHashSet<>(header);
        if (columns.size() != header.size()) {
            throw new DataException(file + ":1: a column name occurs twice: " + String.join(", ", header));
        }
        List<Row> rows = new ArrayList<>();
        for (CsvParser.Line line : lines.subList(1, lines.size())) {
            String place = file + ":" + line.number();
            if (line.fields().size() != header.size()) {
                throw new DataException(
                        place + ": the line has " + line.fields().size() + " fields, expected " + header.size() + " ("
                                + String.join(", ", header) + ")");
            }
            Map<String, JsonNode> values = new LinkedHashMap<>();
            for (int i = 0; i < header.size(); i++) {
                if (!line.fields().get(i).isEmpty()) {
                    values.put(header.get(i), TextNode.valueOf(line.fields().get(i)));
                }
            }
            rows.add(new Row(values, place));
        }
        return new IndexFile(columns, rows);
    }
}

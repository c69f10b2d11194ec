package dev.kintsugi.engine.missing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kintsugi.core.data.ExampleTable;
import dev.kintsugi.core.error.DataException;
import dev.kintsugi.core.option.NearestName;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.engine.data.DataRoot;
import dev.kintsugi.engine.data.IndexFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A file that says what is left of rows: their ids with the modalities present. */
final class ListedPresence {
    private static final String ID = "id";
    private static final String PRESENT = "present";

    private record Line(Set<String> present, String place) {}

    private final Path file;
    private final Map<String, Line> lines;

    private ListedPresence(Path file, Map<String, Line> lines) {
        this.file = file;
        this.lines = lines;
    }

    static ListedPresence read(String path) {
        Path file = DataRoot.current().resolve(path).normalize();
        if (!Files.isRegularFile(file)) {
            throw new DataException("missing, kind list: there is no file '" + file
                    + "'; the path is relative to the root of the data, KINTSUGI_DATA or ../shared/data");
        }
        Map<String, Line> lines = new LinkedHashMap<>();
        for (IndexFile.Row row : IndexFile.read(file).rows()) {
            JsonNode id = row.values().get(ID);
            JsonNode present = row.values().get(PRESENT);
            if (id == null || present == null) {
                throw new DataException(
                        row.place() + ": '" + (id == null ? ID : PRESENT) + "' is missing; each line needs "
                                + "the id of a row and at least one modality that is left of it");
            }
            Line earlier = lines.put(id.asText(), new Line(names(present), row.place()));
            if (earlier != null) {
                throw new DataException(
                        row.place() + ": id '" + id.asText() + "' stands at " + earlier.place + " already");
            }
        }
        return new ListedPresence(file, lines);
    }

    private static Set<String> names(JsonNode present) {
        List<String> names = new ArrayList<>();
        if (present.isArray()) {
            present.forEach(name -> names.add(name.asText()));
        } else {
            for (String name : present.asText().split("\\+", -1)) {
                names.add(name.strip());
            }
        }
        return new LinkedHashSet<>(names);
    }

    /** Sets what is left of the rows that the file names. */
    void keep(ExampleTable examples, PresenceDraft draft) {
        List<Modality> modalities = examples.presence().modalities();
        List<String> known = modalities.stream().map(Modality::name).toList();
        int found = 0;
        for (int row = 0; row < examples.rows(); row++) {
            Line line = lines.get(examples.ids().get(row));
            if (line == null) {
                continue;
            }
            found++;
            long mask = 0;
            for (String name : line.present) {
                int bit = known.indexOf(name);
                if (bit < 0) {
                    throw new DataException(line.place + ": " + NearestName.notKnown("modality", name, known));
                }
                if (!examples.presence().has(row, modalities.get(bit))) {
                    throw new DataException(line.place + ": row '"
                            + examples.ids().get(row) + "' has no " + name + " that could be left of it; it has "
                            + examples.presence().describe(row));
                }
                mask |= 1L << bit;
            }
            if (mask == 0) {
                throw new DataException(line.place + ": nothing would be left of row '"
                        + examples.ids().get(row) + "'; name at least one modality");
            }
            draft.keep(row, mask);
        }
        if (found == 0 && examples.rows() > 0) {
            throw new DataException(file + ": none of its " + lines.size() + " ids is among the " + examples.rows()
                    + " rows of the split, such as '" + examples.ids().get(0) + "'");
        }
    }
}

package dev.kintsugi.engine.data;

import dev.kintsugi.core.error.DataException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the Hateful Memes (Kiela et al., NeurIPS 2020): {@code train.jsonl}, {@code dev.jsonl} or
 * {@code dev_seen.jsonl}, {@code test.jsonl} or {@code test_seen.jsonl}, with images under {@code img}. The test list
 * of the first phase has no labels; then the development rows are the test, and there is no validation.
 */
final class MemeReader {
    private static final String NAME = "hateful-memes";
    private static final List<String> CLASSES = List.of("not hateful", "hateful");

    private final Path folder;

    private MemeReader(Path folder) {
        this.folder = folder;
    }

    static RawTable read(Path folder) {
        MemeReader reader = new MemeReader(folder);
        List<RawRow> rows = new ArrayList<>(reader.rows(reader.list("train"), DataSource.TRAIN));
        IndexFile dev = reader.list("dev", "dev_seen");
        Optional<IndexFile> test =
                reader.find("test_seen", "test").filter(file -> file.columns().contains("label"));
        if (test.isPresent()) {
            rows.addAll(reader.rows(dev, DataSource.VALIDATION));
            rows.addAll(reader.rows(test.get(), DataSource.TEST));
        } else {
            rows.addAll(reader.rows(dev, DataSource.TEST));
        }
        return new RawTable(
                NAME, folder.toString(), CLASSES, "a {} meme.", rows, new ImageStore.Folder(folder), true, true);
    }

    private IndexFile list(String... names) {
        return find(names)
                .orElseThrow(() -> new DataException(folder + ": there is no file "
                        + String.join(".jsonl nor ", names)
                        + ".jsonl; docs/how-to/use-sensors-and-sound.md shows what '"
                        + NAME + "' looks like"));
    }

    private Optional<IndexFile> find(String... names) {
        for (String name : names) {
            Path file = folder.resolve(name + ".jsonl");
            if (Files.isRegularFile(file)) {
                return Optional.of(IndexFile.read(file));
            }
        }
        return Optional.empty();
    }

    private List<RawRow> rows(IndexFile list, String split) {
        List<RawRow> rows = new ArrayList<>();
        for (IndexFile.Row line : list.rows()) {
            String label = required(line, "label");
            if (!label.equals("0") && !label.equals("1")) {
                throw new DataException(line.place() + ": the label is '" + label + "', allowed are 0 and 1");
            }
            rows.add(new RawRow(
                    split,
                    required(line, "id"),
                    required(line, "img"),
                    required(line, "text"),
                    List.of(CLASSES.get(Integer.parseInt(label))),
                    Map.of(),
                    line.place()));
        }
        return rows;
    }

    private static String required(IndexFile.Row line, String field) {
        return Optional.ofNullable(IndexColumns.scalar(line, field))
                .orElseThrow(() -> new DataException(line.place() + ": there is no field '" + field + "'"));
    }
}

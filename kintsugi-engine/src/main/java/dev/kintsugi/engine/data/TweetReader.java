package dev.kintsugi.engine.data;

import dev.kintsugi.core.error.DataException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads CrisisMMD v2.0 (Alam et al., ICWSM 2018) in the split of Ofli et al. (ISCRAM 2020) where text and image have
 * the same label: {@code crisismmd_datasplit_agreed_label/task_<task>_text_img_agreed_lab_{train,dev,test}.tsv}, with
 * image paths from the folder of the data set. The lists of all labels, {@code crisismmd_datasplit_all}, are read where
 * those are not there. Natural clients are the events.
 */
final class TweetReader {
    private static final List<String> NEEDED = List.of("image_id", "tweet_text", "image", "label");
    private static final List<String> ATTRIBUTES = List.of("event_name", "tweet_id");

    private final Path folder;
    private final String task;
    private final List<RawRow> rows = new ArrayList<>();

    private TweetReader(Path folder, String task) {
        this.folder = folder;
        this.task = task;
    }

    static RawTable read(PublicDataset dataset, Path folder) {
        return new TweetReader(folder, dataset == PublicDataset.CRISISMMD_INFORMATIVE ? "informative" : "humanitarian")
                .table(dataset);
    }

    private RawTable table(PublicDataset dataset) {
        read("train", DataSource.TRAIN);
        read("dev", DataSource.VALIDATION);
        read("test", DataSource.TEST);
        Set<String> classes = new TreeSet<>();
        rows.forEach(row -> classes.addAll(row.labels()));
        return new RawTable(
                dataset.key(),
                folder.toString(),
                List.copyOf(classes),
                RawTable.TEMPLATE,
                rows,
                new ImageStore.Folder(folder),
                true,
                true);
    }

    private Path list(String part) {
        Path agreed = folder.resolve("crisismmd_datasplit_agreed_label")
                .resolve("task_" + task + "_text_img_agreed_lab_" + part + ".tsv");
        Path all = folder.resolve("crisismmd_datasplit_all").resolve("task_" + task + "_text_img_" + part + ".tsv");
        if (!Files.isRegularFile(agreed) && !Files.isRegularFile(all)) {
            throw new DataException(agreed + ": there is no such file, nor " + all
                    + "; docs/how-to/use-sensors-and-sound.md shows what the data set looks like");
        }
        return Files.isRegularFile(agreed) ? agreed : all;
    }

    private void read(String part, String split) {
        Path file = list(part);
        // Tweets hold all kinds of line separators but the line feed, and fields at the end may be empty.
        List<String> lines = List.of(DataFiles.text(file).replace("\r", "").split("\n"));
        List<String> columns = List.of(lines.get(0).split("\t", -1));
        if (!columns.containsAll(NEEDED)) {
            throw new DataException(file + ":1: the columns are " + columns + ", needed are " + NEEDED);
        }
        for (int i = 1; i < lines.size(); i++) {
            String place = file + ":" + (i + 1);
            if (lines.get(i).isEmpty()) {
                continue;
            }
            String[] values = lines.get(i).split("\t", -1);
            if (values.length != columns.size()) {
                throw new DataException(place + ": the line has " + values.length + " fields, expected "
                        + columns.size() + " (" + String.join(", ", columns) + ")");
            }
            Map<String, String> attributes = new LinkedHashMap<>();
            for (String name : ATTRIBUTES) {
                if (columns.contains(name)) {
                    attributes.put(name, values[columns.indexOf(name)]);
                }
            }
            rows.add(new RawRow(
                    split,
                    values[columns.indexOf("image_id")],
                    values[columns.indexOf("image")],
                    values[columns.indexOf("tweet_text")],
                    List.of(values[columns.indexOf("label")]),
                    attributes,
                    place));
        }
    }
}

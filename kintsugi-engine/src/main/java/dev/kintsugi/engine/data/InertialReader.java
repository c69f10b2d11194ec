package dev.kintsugi.engine.data;

import dev.kintsugi.core.error.DataException;
import dev.kintsugi.core.parameter.Modality;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads activities as text files of sensor values.
 *
 * <p>UCI-HAR (Anguita et al., ESANN 2013): {@code train} and {@code test}, in each {@code Inertial Signals} with a file
 * per sensor and axis, one window of 128 values at 50 Hz a line; the accelerometer is {@code total_acc}, gravity
 * included, the gyroscope {@code body_gyro}.
 *
 * <p>KU-HAR (Sikder and Nahid, 2021), the trimmed and interpolated recordings: a folder {@code 0.Stand} per activity,
 * in it files {@code 1001_A_1.csv} whose name begins with the person; lines of time, three axes of the accelerometer,
 * time, three axes of the gyroscope at 100 Hz. They are cut into windows of 3 s that do not overlap; what is left at
 * the end is dropped. A fifth of the people is test.
 */
final class InertialReader {
    private static final Modality ACCELEROMETER = new Modality("accelerometer");
    private static final Modality GYROSCOPE = new Modality("gyroscope");
    private static final String TEMPLATE = "a recording of {}.";
    private static final String USER = "user";
    private static final List<String> AXES = List.of("x", "y", "z");
    private static final int KU_LENGTH = 300;
    private static final int KU_COLUMNS = 8;

    private final Path folder;
    private final String name;
    private final MemoryStore store;
    private final BrokenSamples broken;
    private final List<RawRow> rows = new ArrayList<>();

    private InertialReader(PublicOptions options, Path folder, double rate) {
        this.folder = folder;
        this.name = options.name().key();
        this.store = new MemoryStore(List.of(ACCELEROMETER, GYROSCOPE), rate);
        this.broken = new BrokenSamples(options.onBrokenSample(), "data.on-broken-sample");
    }

    static RawTable read(PublicOptions options, Path folder, long seed) {
        return options.name() == PublicDataset.UCI_HAR
                ? new InertialReader(options, folder, 50).uci()
                : new InertialReader(options, folder, 100).ku(seed);
    }

    private RawTable uci() {
        Map<String, String> activities = new LinkedHashMap<>();
        Path list = folder.resolve("activity_labels.txt");
        for (String line : PublicReader.lines(list)) {
            String[] parts = line.split("\\s+", 2);
            if (parts.length != 2) {
                throw new DataException(list + ": expected a line 'number NAME', found '" + line + "'");
            }
            activities.put(parts[0], parts[1]);
        }
        uci("train", DataSource.TRAIN, activities);
        uci("test", DataSource.TEST, activities);
        return table(List.copyOf(activities.values()), rows);
    }

    private void uci(String part, String split, Map<String, String> activities) {
        Path labels = folder.resolve(part).resolve("y_" + part + ".txt");
        Path people = folder.resolve(part).resolve("subject_" + part + ".txt");
        List<String> classes = PublicReader.lines(labels);
        List<String> users = PublicReader.lines(people);
        same(labels, classes.size(), people, users.size());
        uci(part, "total_acc", ACCELEROMETER, labels, classes.size());
        uci(part, "body_gyro", GYROSCOPE, labels, classes.size());
        for (int i = 0; i < classes.size(); i++) {
            String place = labels + ":" + (i + 1);
            String label = activities.get(classes.get(i));
            if (label == null) {
                throw new DataException(place + ": class '" + classes.get(i) + "' is none of activity_labels.txt, "
                        + String.join(", ", activities.keySet()));
            }
            add(split, part + "-" + i, label, users.get(i), place);
        }
    }

    private void uci(String part, String sensor, Modality modality, Path labels, int count) {
        List<float[][]> axes = new ArrayList<>();
        for (String axis : AXES) {
            Path file =
                    folder.resolve(part).resolve("Inertial Signals").resolve(sensor + "_" + axis + "_" + part + ".txt");
            List<String> lines = PublicReader.lines(file);
            same(labels, count, file, lines.size());
            float[][] values = new float[count][];
            for (int i = 0; i < count; i++) {
                values[i] = numbers(lines.get(i).split("\\s+"), file + ":" + (i + 1));
                if (values[i].length != values[0].length) {
                    throw new DataException(file + ":" + (i + 1) + ": the line has " + values[i].length
                            + " values, but the first has " + values[0].length);
                }
            }
            axes.add(values);
        }
        for (int i = 0; i < count; i++) {
            int length = axes.get(0)[i].length;
            float[] window = new float[AXES.size() * length];
            for (int axis = 0; axis < AXES.size(); axis++) {
                if (axes.get(axis)[i].length != length) {
                    throw new DataException(folder.resolve(part) + ": window " + i + " has " + length
                            + " values of " + sensor + " along x, but " + axes.get(axis)[i].length + " along "
                            + AXES.get(axis));
                }
                System.arraycopy(axes.get(axis)[i], 0, window, axis * length, length);
            }
            store.put(modality, part + "-" + i, window, AXES.size());
        }
    }

    private static void same(Path first, int firstCount, Path second, int secondCount) {
        if (firstCount != secondCount) {
            throw new DataException(first + " has " + firstCount + " lines, but " + second + " has " + secondCount
                    + "; both must have one line per window");
        }
    }

    private RawTable ku(long seed) {
        Map<Integer, String> activities = new LinkedHashMap<>();
        for (Path activity : FolderReader.children(folder)) {
            String[] parts = String.valueOf(activity.getFileName()).split("\\.", 2);
            if (Files.isDirectory(activity) && parts.length == 2 && parts[0].matches("[0-9]{1,3}")) {
                activities.put(Integer.valueOf(parts[0]), parts[1]);
                for (Path file : FolderReader.children(activity)) {
                    if (FolderReader.ending(file).equals("csv")) {
                        ku(file, parts[1]);
                    }
                }
            }
        }
        if (rows.isEmpty()) {
            throw new DataException(folder + ": there are no recordings <number>.<activity>/<person>_….csv, such as"
                    + " 0.Stand/1001_A_1.csv; docs/how-to/use-sensors-and-sound.md shows what '" + name
                    + "' looks like");
        }
        List<String> names =
                activities.keySet().stream().sorted().map(activities::get).toList();
        return table(names, PublicReader.dividedBy(rows, USER, seed));
    }

    private void ku(Path file, String activity) {
        List<String> lines = PublicReader.lines(file);
        String fileName = String.valueOf(file.getFileName());
        String user = fileName.split("_", 2)[0];
        for (int window = 0; (window + 1) * KU_LENGTH <= lines.size(); window++) {
            float[] accelerometer = new float[3 * KU_LENGTH];
            float[] gyroscope = new float[3 * KU_LENGTH];
            for (int i = 0; i < KU_LENGTH; i++) {
                int line = window * KU_LENGTH + i;
                String place = file + ":" + (line + 1);
                float[] values = numbers(lines.get(line).split("\\s*[,;]\\s*|\\s+"), place);
                if (values.length != KU_COLUMNS) {
                    throw new DataException(place + ": the line has " + values.length + " values, expected "
                            + KU_COLUMNS + " (time, x, y, z of the accelerometer, then of the gyroscope)");
                }
                for (int axis = 0; axis < 3; axis++) {
                    accelerometer[axis * KU_LENGTH + i] = values[1 + axis];
                    gyroscope[axis * KU_LENGTH + i] = values[5 + axis];
                }
            }
            String id = activity + "/" + fileName + "#" + window;
            store.put(ACCELEROMETER, id, accelerometer, 3);
            store.put(GYROSCOPE, id, gyroscope, 3);
            add(null, id, activity, user, file + ":" + (window * KU_LENGTH + 1));
        }
    }

    private void add(@Nullable String split, String id, String label, String user, String at) {
        Map<Modality, String> signals = Map.of(ACCELEROMETER, id, GYROSCOPE, id);
        RawRow row = new RawRow(split, id, null, null, signals, List.of(label), Map.of(USER, user), at);
        store.checked(row, broken).ifPresent(rows::add);
    }

    /** Returns the numbers of a line; NaN stands for what is written so, anything else is an error. */
    private static float[] numbers(String[] texts, String place) {
        float[] values = new float[texts.length];
        for (int i = 0; i < texts.length; i++) {
            try {
                values[i] = Float.parseFloat(texts[i].equalsIgnoreCase("nan") ? "NaN" : texts[i]);
            } catch (NumberFormatException e) {
                throw new DataException(place + ": '" + texts[i] + "' is no number", e);
            }
        }
        return values;
    }

    private RawTable table(List<String> classes, List<RawRow> all) {
        return new RawTable(
                name,
                folder.toString(),
                classes,
                TEMPLATE,
                all,
                new ImageStore.Folder(folder),
                false,
                false,
                Optional.of(store),
                broken.counts());
    }
}

package dev.kintsugi.engine.data;

import dev.kintsugi.core.error.DataException;
import dev.kintsugi.core.option.NearestName;
import dev.kintsugi.nn.image.ImageDecoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Samples without labels as a user names them: image files, folders of images, and indexes.
 *
 * <p>A folder is read with all folders below it, in the order of the relative paths; hidden files and files that do not
 * end like an image are left out. An index is a {@code .jsonl}, {@code .ndjson} or {@code .csv} file with a column of
 * image paths, a column of texts, or both; a row may lack either.
 */
public final class NewSamples {
    private final Columns columns;

    /**
     * The columns of an index that a model was trained on; where there is none, the usual names are looked for.
     *
     * @param image column with the image path, or {@code none}
     * @param text column with the text, or {@code none}
     * @param id column with the name of the row
     */
    public record Columns(Optional<String> image, Optional<String> text, Optional<String> id) {
        /** Columns are found by their usual names. */
        public static final Columns USUAL = new Columns(Optional.empty(), Optional.empty(), Optional.empty());
    }

    private NewSamples(Columns columns) {
        this.columns = columns;
    }

    /**
     * Returns the samples in the order in which they are named; images are read when they are asked for.
     *
     * @throws DataException if an input is not there or holds no sample; the message names it
     */
    public static List<NewSample> read(List<Path> inputs, Columns columns) {
        NewSamples reader = new NewSamples(columns);
        List<NewSample> samples = new ArrayList<>();
        for (Path input : inputs) {
            samples.addAll(reader.read(input));
        }
        Map<String, NewSample> seen = new HashMap<>();
        for (NewSample sample : samples) {
            NewSample first = seen.putIfAbsent(sample.id(), sample);
            if (first != null) {
                throw new DataException(sample.place() + ": the sample '" + sample.id() + "' was named before, by "
                        + first.place() + "; each may be named once");
            }
        }
        return samples;
    }

    private List<NewSample> read(Path input) {
        if (Files.isDirectory(input)) {
            return folder(input);
        } else if (!Files.exists(input)) {
            throw new DataException(
                    input + ": there is no such file or folder; give images, folders of images, or a .jsonl or"
                            + " .csv index");
        } else if (isIndex(input)) {
            return index(input);
        }
        return List.of(image(input));
    }

    private static boolean isIndex(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        return name.endsWith(".jsonl") || name.endsWith(".ndjson") || name.endsWith(".csv");
    }

    private static NewSample image(Path file) {
        String id = file.toString().replace('\\', '/');
        return new NewSample(id, Optional.of(() -> ImageDecoder.decode(file)), Optional.empty(), file.toString());
    }

    private static List<NewSample> folder(Path folder) {
        if (Files.exists(folder.resolve("run.json")) || Files.exists(folder.resolve("experiment.json"))) {
            throw new DataException(
                    folder + ": is the folder of a run, not of images; the run stands first, samples" + " behind it");
        }
        try (Stream<Path> files = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            List<NewSample> samples = files.filter(file -> isVisible(folder.relativize(file)))
                    .filter(file -> FolderReader.IMAGE_ENDINGS.contains(FolderReader.ending(file)))
                    .filter(Files::isRegularFile)
                    .map(NewSamples::image)
                    .sorted((first, second) -> first.id().compareTo(second.id()))
                    .toList();
            if (samples.isEmpty()) {
                throw new DataException(folder + ": no image was found in it or below; looked for files that end in "
                        + String.join(
                                ", ",
                                FolderReader.IMAGE_ENDINGS.stream().sorted().toList()));
            }
            return samples;
        } catch (IOException | UncheckedIOException e) {
            throw new DataException(folder + ": the folder cannot be read: " + e.getMessage(), e);
        }
    }

    private static boolean isVisible(Path relative) {
        for (Path part : relative) {
            if (part.toString().startsWith(".")) {
                return false;
            }
        }
        return true;
    }

    private List<NewSample> index(Path file) {
        IndexFile index = IndexFile.read(file);
        if (index.rows().isEmpty()) {
            throw new DataException(file + ": the index has no rows; at least one is needed");
        }
        String image = column(index, columns.image(), IndexReader.IMAGE_COLUMNS);
        String text = column(index, columns.text(), IndexReader.TEXT_COLUMNS);
        String id = column(index, columns.id(), IndexReader.ID_COLUMNS);
        if (image == null && text == null) {
            throw new DataException(file + ": there is neither " + wanted(columns.image(), "an image")
                    + " nor " + wanted(columns.text(), "a text") + " column among "
                    + String.join(", ", index.columns()) + hint(index));
        }
        Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElseThrow();
        ImageStore images = ImageStore.beside(folder, image != null);
        List<NewSample> samples = new ArrayList<>();
        for (IndexFile.Row row : index.rows()) {
            String path = IndexColumns.scalar(row, image);
            String named = IndexColumns.scalar(row, id);
            samples.add(new NewSample(
                    named != null ? named : path != null ? path : row.place(),
                    path == null ? Optional.empty() : Optional.of(() -> images.read(path)),
                    Optional.ofNullable(IndexColumns.scalar(row, text)),
                    row.place()));
        }
        return samples;
    }

    /** Returns the column that the model was trained on if it is here, else by its usual name; null for none. */
    private static @Nullable String column(IndexFile index, Optional<String> given, List<String> usual) {
        List<String> wanted = given.map(List::of).orElse(usual);
        return wanted.stream()
                .filter(name -> !name.equals(IndexColumns.NONE))
                .filter(index.columns()::contains)
                .findFirst()
                .orElse(null);
    }

    private static String wanted(Optional<String> given, String usual) {
        return given.map(name -> "the '" + name + "'").orElse(usual);
    }

    private String hint(IndexFile index) {
        return columns.text()
                .or(columns::image)
                .flatMap(name -> NearestName.among(index.columns(), name))
                .map(nearest -> "; did you mean '" + nearest + "'?")
                .orElse("");
    }
}

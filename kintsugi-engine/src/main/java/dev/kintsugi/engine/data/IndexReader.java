package dev.kintsugi.engine.data;

import dev.kintsugi.core.error.DataException;
import dev.kintsugi.core.parameter.Modality;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a CSV or JSONL index of images, texts and sounds. */
final class IndexReader {
    static final List<String> IMAGE_COLUMNS = List.of("image", "image_path", "path", "file", "filename");
    static final List<String> TEXT_COLUMNS = List.of("text", "caption", "sentence", "description", "title");
    private static final List<String> AUDIO_COLUMNS = List.of("audio", "audio_path", "wav");
    static final List<String> ID_COLUMNS = List.of("id");

    private final Path file;
    private final IndexColumns index;
    private final @Nullable String image;
    private final @Nullable String text;
    private final @Nullable String audio;
    private final @Nullable SoundStore sounds;
    private final BrokenSamples broken;
    private final Set<String> used = new LinkedHashSet<>();

    private IndexReader(Path file, IndexOptions options) {
        this.file = file;
        this.index =
                new IndexColumns(file, options.labelColumn(), options.idColumn(), ID_COLUMNS, options.splitColumn());
        this.image = index.find("image-column", options.imageColumn(), IMAGE_COLUMNS);
        this.text = index.find("text-column", options.textColumn(), TEXT_COLUMNS);
        this.audio = index.find("audio-column", options.audioColumn(), AUDIO_COLUMNS);
        this.sounds = audio == null ? null : new SoundStore(folder());
        this.broken = new BrokenSamples(options.onBrokenSound(), "data.on-broken-sound");
        if (image == null && text == null && audio == null) {
            throw new DataException(file + ": there is neither an image nor a text column, and none of sounds; set"
                    + " image-column, text-column or audio-column to one of " + String.join(", ", index.names()));
        }
        Optional.ofNullable(image).ifPresent(used::add);
        Optional.ofNullable(text).ifPresent(used::add);
        Optional.ofNullable(audio).ifPresent(used::add);
    }

    static RawTable read(IndexOptions options) {
        Path file = DataRoot.resolve(options);
        if (Files.isDirectory(file)) {
            throw new DataException(file + ": is a folder, but kind 'index' needs a .csv or .jsonl file");
        }
        return new IndexReader(file, options).table(options);
    }

    private Path folder() {
        return Optional.ofNullable(file.toAbsolutePath().getParent()).orElseThrow();
    }

    private RawTable table(IndexOptions options) {
        List<RawRow> all = new ArrayList<>();
        List<RawRow> rows = new ArrayList<>();
        for (IndexFile.Row line : index.rows()) {
            RawRow row = row(line);
            all.add(row);
            // Rows of other classes are dropped later, whether they can be used or not.
            boolean wanted =
                    options.classes().isEmpty() || row.labels().stream().anyMatch(options.classes()::contains);
            (wanted ? checked(row) : Optional.of(row)).ifPresent(rows::add);
        }
        return new RawTable(
                String.valueOf(folder().getFileName()),
                file.toString(),
                index.classNames(all),
                RawTable.TEMPLATE,
                rows,
                images(folder(), options),
                image != null,
                text != null,
                Optional.ofNullable(sounds),
                broken.counts());
    }

    private RawRow row(IndexFile.Row row) {
        String imagePath = IndexColumns.scalar(row, image);
        String audioPath = IndexColumns.scalar(row, audio);
        String path = imagePath != null ? imagePath : audioPath;
        return new RawRow(
                index.split(row),
                index.id(row).orElse(path != null ? path : row.place()),
                imagePath,
                IndexColumns.scalar(row, text),
                audioPath == null ? Map.of() : Map.of(Modality.AUDIO, audioPath),
                index.labels(row),
                index.attributes(row, used),
                row.place());
    }

    private Optional<RawRow> checked(RawRow row) {
        return sounds == null
                ? Optional.of(row)
                : sounds.checked(row, row.signals(), broken).map(row::withSignals);
    }

    private ImageStore images(Path folder, IndexOptions options) {
        if (options.images().isEmpty()) {
            return ImageStore.beside(folder, image != null);
        }
        Path given = folder.resolve(options.images().get()).normalize();
        if (Files.isDirectory(given)) {
            return new ImageStore.Folder(given);
        } else if (Files.isRegularFile(given)) {
            return new ImageStore.Zip(given);
        }
        throw new DataException(given + ": there is no such folder or zip file; it is set by data.images");
    }
}

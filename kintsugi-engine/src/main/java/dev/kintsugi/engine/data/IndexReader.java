package dev.kintsugi.engine.data;

import dev.kintsugi.core.error.DataException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a CSV or JSONL index of images and texts. */
final class IndexReader {
    static final List<String> IMAGE_COLUMNS = List.of("image", "image_path", "path", "file", "filename");
    static final List<String> TEXT_COLUMNS = List.of("text", "caption", "sentence", "description", "title");
    static final List<String> ID_COLUMNS = List.of("id");

    private final Path file;
    private final IndexColumns index;
    private final @Nullable String image;
    private final @Nullable String text;
    private final Set<String> used = new LinkedHashSet<>();

    private IndexReader(Path file, IndexOptions options) {
        this.file = file;
        this.index =
                new IndexColumns(file, options.labelColumn(), options.idColumn(), ID_COLUMNS, options.splitColumn());
        this.image = index.find("image-column", options.imageColumn(), IMAGE_COLUMNS);
        this.text = index.find("text-column", options.textColumn(), TEXT_COLUMNS);
        if (image == null && text == null) {
            throw new DataException(file + ": there is neither an image nor a text column; set image-column or "
                    + "text-column to one of " + String.join(", ", index.names()));
        }
        Optional.ofNullable(image).ifPresent(used::add);
        Optional.ofNullable(text).ifPresent(used::add);
    }

    static RawTable read(IndexOptions options) {
        Path file = DataRoot.resolve(options);
        if (Files.isDirectory(file)) {
            throw new DataException(file + ": is a folder, but kind 'index' needs a .csv or .jsonl file");
        }
        return new IndexReader(file, options).table(options);
    }

    private RawTable table(IndexOptions options) {
        List<RawRow> rows = new ArrayList<>();
        for (IndexFile.Row row : index.rows()) {
            rows.add(row(row));
        }
        Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElseThrow();
        return new RawTable(
                String.valueOf(folder.getFileName()),
                file.toString(),
                index.classNames(rows),
                RawTable.TEMPLATE,
                rows,
                images(folder, options),
                image != null,
                text != null);
    }

    private RawRow row(IndexFile.Row row) {
        String imagePath = IndexColumns.scalar(row, image);
        String name = index.id(row).orElse(imagePath != null ? imagePath : row.place());
        return new RawRow(
                index.split(row),
                name,
                imagePath,
                IndexColumns.scalar(row, text),
                index.labels(row),
                index.attributes(row, used),
                row.place());
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

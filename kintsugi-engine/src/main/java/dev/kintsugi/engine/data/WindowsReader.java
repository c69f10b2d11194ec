package dev.kintsugi.engine.data;

import dev.kintsugi.core.error.DataException;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.engine.data.format.NpyArray;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads windows over sensor streams. Every window of a class that is kept is looked at once, so that broken ones are
 * found before the experiment begins.
 */
final class WindowsReader {
    private static final String TEMPLATE = "a recording of {}.";
    private static final List<String> ID_COLUMNS = List.of("id", "window");
    private static final List<String> START_COLUMNS = List.of("start_row", "start", "first_row");

    private final Path file;
    private final WindowsOptions options;
    private final IndexColumns index;
    private final String start;
    private final WindowStore store;
    private final BrokenSamples broken;

    private WindowsReader(Path file, WindowsOptions options) {
        this.file = file;
        this.options = options;
        this.index =
                new IndexColumns(file, options.labelColumn(), options.idColumn(), ID_COLUMNS, options.splitColumn());
        @Nullable String column = index.find("start-column", options.startColumn(), START_COLUMNS);
        if (column == null) {
            throw new DataException(file + ": there is no column with the first row of a window; set start-column to "
                    + "one of " + String.join(", ", index.names()));
        }
        this.start = column;
        this.store = new WindowStore(arrays(), options.length(), options.rate());
        this.broken = new BrokenSamples(options.onBrokenWindow(), "data.on-broken-window");
    }

    static RawTable read(WindowsOptions options) {
        Path file = DataRoot.resolve(options);
        if (Files.isDirectory(file)) {
            throw new DataException(file + ": is a folder, but kind 'windows' needs a .csv or .jsonl file");
        }
        return new WindowsReader(file, options).table();
    }

    private Map<Modality, NpyArray> arrays() {
        Map<Modality, NpyArray> arrays = new LinkedHashMap<>();
        options.arrays().forEach((modality, name) -> {
            Path array = folder().resolve(name).normalize();
            if (!Files.isRegularFile(array)) {
                throw new DataException(array + ": there is no such file; it is set by data.arrays." + modality);
            }
            arrays.put(new Modality(modality), NpyArray.open(array));
        });
        NpyArray first = arrays.values().iterator().next();
        for (NpyArray other : arrays.values()) {
            if (other.rows() != first.rows() && options.onBrokenWindow() == BrokenSample.ERROR) {
                throw new DataException(first.file() + " has " + first.rows() + " rows, but " + other.file() + " has "
                        + other.rows() + "; streams of one index must be equally long, or data.on-broken-window must"
                        + " be skip, missing or fill for the windows beyond the end of the shorter one");
            }
        }
        return arrays;
    }

    private Path folder() {
        return Optional.ofNullable(file.toAbsolutePath().normalize().getParent())
                .orElseThrow();
    }

    private RawTable table() {
        List<RawRow> all = new ArrayList<>();
        List<RawRow> rows = new ArrayList<>();
        Set<String> kept = Set.copyOf(options.classes());
        for (IndexFile.Row line : index.rows()) {
            RawRow row = row(line);
            all.add(row);
            if (kept.isEmpty() || row.labels().stream().anyMatch(kept::contains)) {
                checked(row).ifPresent(rows::add);
            }
        }
        return new RawTable(
                String.valueOf(folder().getFileName()),
                file.toString(),
                index.classNames(all),
                TEMPLATE,
                rows,
                new ImageStore.Folder(folder()),
                false,
                false,
                Optional.of(store),
                broken.counts());
    }

    private RawRow row(IndexFile.Row row) {
        String first = firstRow(row);
        Map<Modality, String> signals = new LinkedHashMap<>();
        store.modalities().forEach(modality -> signals.put(modality, first));
        return new RawRow(
                index.split(row),
                index.id(row).orElse(row.place()),
                null,
                null,
                signals,
                index.labels(row),
                index.attributes(row, new LinkedHashSet<>(List.of(start))),
                row.place());
    }

    private String firstRow(IndexFile.Row row) {
        String value = Optional.ofNullable(IndexColumns.scalar(row, start)).orElse("");
        try {
            long number = Long.parseLong(value);
            if (number >= 0 && number <= Integer.MAX_VALUE) {
                return Long.toString(number);
            }
        } catch (NumberFormatException notWhole) {
            throw new DataException(
                    row.place() + ": column '" + start + "' must be a whole number, but is '" + value + "'", notWhole);
        }
        throw new DataException(row.place() + ": column '" + start + "' is " + value
                + ", allowed is a row number from 0 to " + Integer.MAX_VALUE);
    }

    private Optional<RawRow> checked(RawRow row) {
        Map<Modality, String> faults = new LinkedHashMap<>();
        for (Modality modality : store.modalities()) {
            String first = row.signals().get(modality);
            if (first != null) {
                store.fault(modality, Long.parseLong(first)).ifPresent(fault -> faults.put(modality, fault));
            }
        }
        return broken.treat(row.place(), row.id(), row.signals(), faults, any -> true)
                .map(row::withSignals);
    }
}

package dev.kintsugi.engine.data;

import dev.kintsugi.core.data.ExampleTable;
import dev.kintsugi.core.data.PresenceTable;
import dev.kintsugi.core.data.Signal;
import dev.kintsugi.core.data.Targets;
import dev.kintsugi.core.error.DataException;
import dev.kintsugi.core.parameter.Modality;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Rows of one split that were read from files.
 *
 * <p>The content hash covers ids, labels, texts, attributes, image paths and image <em>sizes</em>. Reading every image
 * for it would cost as much as a first epoch; an image that is changed without a change of its size is not noticed.
 * What is taken in of a signal is for its store to say ({@link SignalStore#mark}).
 */
final class TableSplit implements Split {
    private final List<RawRow> rows;
    private final RawTable table;
    private final ExampleTable examples;
    private final String contentHash;

    /**
     * Creates a split.
     *
     * @param labels class numbers per row
     * @param table the source, for its modalities and for reading images and signals
     */
    TableSplit(List<RawRow> rows, int[][] labels, List<String> classNames, RawTable table) {
        this.rows = List.copyOf(rows);
        this.table = table;
        List<Modality> modalities = table.modalities();
        long[] masks = new long[rows.size()];
        ContentHash hash = new ContentHash().add("split");
        for (int row = 0; row < masks.length; row++) {
            RawRow raw = rows.get(row);
            for (int bit = 0; bit < modalities.size(); bit++) {
                masks[row] |= has(raw, modalities.get(bit)) ? 1L << bit : 0;
            }
            add(hash, raw, labels[row]);
        }
        this.contentHash = hash.finish();
        this.examples = new ExampleTable(
                rows.stream().map(RawRow::id).toList(),
                new Targets(classNames, labels),
                new PresenceTable(modalities, masks));
    }

    private static boolean has(RawRow raw, Modality modality) {
        if (modality.equals(Modality.IMAGE)) {
            return raw.image() != null;
        }
        return modality.equals(Modality.TEXT)
                ? raw.text() != null
                : raw.signals().containsKey(modality);
    }

    private void add(ContentHash hash, RawRow raw, int[] labels) {
        String image = raw.image();
        String text = raw.text();
        hash.add(raw.id()).add(masked(image)).add(masked(text)).add(image == null ? -1 : size(raw, image));
        new TreeMap<>(raw.signals())
                .forEach((modality, reference) -> hash.add(modality.name())
                        .add(reference)
                        .add(streams(raw, modality).mark(modality, reference)));
        hash.add(labels.length);
        for (int label : labels) {
            hash.add(label);
        }
        new TreeMap<>(raw.attributes()).forEach((key, value) -> hash.add(key).add(value));
    }

    private static String masked(@Nullable String value) {
        return value == null ? "-" : "+" + value;
    }

    private long size(RawRow raw, String image) {
        long size = table.images().size(image);
        if (size < 0) {
            throw new DataException(
                    raw.place() + ": the image '" + table.images().place(image) + "' of row '" + raw.id()
                            + "' does not exist; a row without an image has an empty path");
        }
        return size;
    }

    @Override
    public ExampleTable examples() {
        return examples;
    }

    @Override
    public BufferedImage image(int row) {
        String image = rows.get(row).image();
        if (image == null) {
            throw absent(row, "image");
        }
        return table.images().read(image);
    }

    @Override
    public String text(int row) {
        String text = rows.get(row).text();
        if (text == null) {
            throw absent(row, "text");
        }
        return text;
    }

    @Override
    public Signal signal(int row, Modality modality) {
        String reference = reference(row, modality);
        return streams(rows.get(row), modality).read(modality, reference);
    }

    @Override
    public double rate(int row, Modality modality) {
        String reference = reference(row, modality);
        return streams(rows.get(row), modality).rate(modality, reference);
    }

    private String reference(int row, Modality modality) {
        String reference = rows.get(row).signals().get(modality);
        if (reference == null) {
            throw absent(row, modality.name());
        }
        return reference;
    }

    private SignalStore streams(RawRow raw, Modality modality) {
        return table.streams()
                .orElseThrow(() -> new IllegalStateException(
                        raw.place() + ": the row names a " + modality.name() + ", but its table has no signals"));
    }

    private DataException absent(int row, String modality) {
        RawRow raw = rows.get(row);
        return new DataException(raw.place() + ": row '" + raw.id() + "' has no " + modality
                + "; ask its presence first, or choose a method that copes with missing modalities");
    }

    @Override
    public Map<String, String> attributes(int row) {
        return rows.get(row).attributes();
    }

    @Override
    public String contentHash() {
        return contentHash;
    }

    /** Returns the class numbers of rows, by class name. */
    static int[][] number(List<RawRow> rows, List<String> sourceNames) {
        List<int[]> labels = new ArrayList<>();
        for (RawRow row : rows) {
            labels.add(row.labels().stream()
                    .mapToInt(sourceNames::indexOf)
                    .sorted()
                    .toArray());
        }
        return labels.toArray(int[][]::new);
    }
}

package dev.kintsugi.engine.experiment;

import dev.kintsugi.core.data.ExampleTable;
import dev.kintsugi.core.data.Signal;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.engine.data.Split;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The rows of a split that a backbone can use, as a split of their own. */
final class SelectedRows implements Split {
    private final Split whole;
    private final int[] rows;
    private final ExampleTable examples;

    private SelectedRows(Split whole, int[] rows) {
        this.whole = whole;
        this.rows = rows;
        this.examples = whole.examples().select(rows);
    }

    /** Returns the rows that have at least one of the modalities; their order is kept. */
    static SelectedRows withAny(Split whole, List<Modality> modalities) {
        ExampleTable all = whole.examples();
        int[] rows = IntStream.range(0, all.rows())
                .filter(row ->
                        modalities.stream().anyMatch(modality -> all.presence().has(row, modality)))
                .toArray();
        return new SelectedRows(whole, rows);
    }

    /** Returns the number of rows that were left out. */
    int leftOut() {
        return whole.rows() - rows.length;
    }

    @Override
    public ExampleTable examples() {
        return examples;
    }

    @Override
    public BufferedImage image(int row) {
        return whole.image(rows[row]);
    }

    @Override
    public String text(int row) {
        return whole.text(rows[row]);
    }

    @Override
    public Signal signal(int row, Modality modality) {
        return whole.signal(rows[row], modality);
    }

    @Override
    public double rate(int row, Modality modality) {
        return whole.rate(rows[row], modality);
    }

    @Override
    public Map<String, String> attributes(int row) {
        return whole.attributes(rows[row]);
    }

    /** The rows follow from the contents of the whole split, and the feature store adds their presence to its key. */
    @Override
    public String contentHash() {
        return whole.contentHash();
    }
}

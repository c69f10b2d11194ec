package dev.kintsugi.engine.pretrain;

import dev.kintsugi.core.data.ExampleTable;
import dev.kintsugi.core.error.DataException;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.engine.data.DataSource;
import dev.kintsugi.engine.data.DataSources;
import dev.kintsugi.engine.data.Split;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

/** The image-text pairs of one split of several sources, one source after the other. */
final class TrainingPairs {
    private final List<Split> splits = new ArrayList<>();
    private final List<Pair> pairs = new ArrayList<>();
    private final List<String> texts = new ArrayList<>();

    private record Pair(Split split, int row) {}

    private TrainingPairs() {}

    /**
     * Opens the sources of the options.
     *
     * @throws DataException if a source cannot be used
     */
    static List<DataSource> open(PretrainOptions options) {
        List<DataSource> sources = new ArrayList<>();
        for (int i = 0; i < options.data().size(); i++) {
            sources.add(DataSources.open(options.data().get(i), options.seed() + i));
        }
        return sources;
    }

    /** Collects the rows that have both image and text. */
    static TrainingPairs of(List<DataSource> sources, String splitName) {
        TrainingPairs collected = new TrainingPairs();
        for (DataSource source : sources) {
            Split split = source.split(splitName);
            ExampleTable examples = split.examples();
            collected.splits.add(split);
            for (int row = 0; row < examples.rows(); row++) {
                if (examples.presence().has(row, Modality.IMAGE)
                        && examples.presence().has(row, Modality.TEXT)) {
                    collected.pairs.add(new Pair(split, row));
                    collected.texts.add(split.text(row));
                }
            }
        }
        return collected;
    }

    /** Returns the splits that the pairs come from, each once. */
    List<Split> splits() {
        return splits;
    }

    Split split(int pair) {
        return pairs.get(pair).split();
    }

    int row(int pair) {
        return pairs.get(pair).row();
    }

    int size() {
        return pairs.size();
    }

    /** Returns the captions in the order of the pairs. */
    List<String> texts() {
        return texts;
    }

    BufferedImage image(int pair) {
        Pair at = pairs.get(pair);
        return at.split().image(at.row());
    }
}

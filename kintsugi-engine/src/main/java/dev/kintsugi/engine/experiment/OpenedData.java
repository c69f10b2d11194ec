package dev.kintsugi.engine.experiment;

import dev.kintsugi.engine.data.DataSource;
import dev.kintsugi.nn.backbone.FrozenModel;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Data and backbone of an experiment, opened once for all its methods and seeds, or for several experiments that differ
 * only in methods.
 *
 * @param train the training rows
 * @param test the rows that are evaluated
 * @param repairs what was left out or repaired in samples, as counts by a name for {@code run.json}
 * @param novel the classes that nobody trains on, if they are tested too
 */
public record OpenedData(
        DataSource source,
        FrozenModel backbone,
        OpenedSplit train,
        OpenedSplit test,
        Map<String, Integer> repairs,
        Optional<NovelHalf> novel)
        implements AutoCloseable {
    /** Copies the counts. */
    public OpenedData {
        repairs = Collections.unmodifiableMap(new LinkedHashMap<>(repairs));
    }

    /** Returns the seconds spent on computing features; near 0 when they were in the store. */
    double featureSeconds() {
        return train.featureSeconds()
                + test.featureSeconds()
                + novel.map(half -> half.test().featureSeconds()).orElse(0.0);
    }

    /** Returns whether a row has other than one class, so that classes are told one by one. */
    boolean multiLabel() {
        return !train.examples().targets().isSingleLabel()
                || !test.examples().targets().isSingleLabel();
    }

    @Override
    public void close() {
        backbone.close();
    }
}

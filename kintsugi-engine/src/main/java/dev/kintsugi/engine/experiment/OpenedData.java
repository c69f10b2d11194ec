package dev.kintsugi.engine.experiment;

import dev.kintsugi.core.data.ExampleTable;
import dev.kintsugi.core.data.FeatureTable;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.engine.data.DataSource;
import dev.kintsugi.engine.data.Split;
import dev.kintsugi.nn.backbone.TwoTower;
import java.util.Map;

/**
 * Data and backbone of an experiment, opened once for all its methods and seeds.
 *
 * @param trainSplit the training rows that are used
 * @param trainFeatures frozen features of the training rows
 * @param test labels and presence of the test rows that are used
 * @param testFeatures frozen features of the test rows
 * @param skippedRows rows left out because they have no image
 * @param featureSeconds time spent on computing features; near 0 when they were in the store
 */
record OpenedData(
        DataSource source,
        TwoTower backbone,
        Split trainSplit,
        Map<Modality, FeatureTable> trainFeatures,
        ExampleTable test,
        Map<Modality, FeatureTable> testFeatures,
        int skippedRows,
        double featureSeconds)
        implements AutoCloseable {
    /** Returns labels and presence of the training rows that are used. */
    ExampleTable train() {
        return trainSplit.examples();
    }

    @Override
    public void close() {
        backbone.close();
    }
}

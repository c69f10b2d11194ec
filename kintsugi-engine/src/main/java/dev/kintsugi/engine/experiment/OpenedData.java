package dev.kintsugi.engine.experiment;

import dev.kintsugi.core.data.ExampleTable;
import dev.kintsugi.core.data.FeatureTable;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.engine.data.DataSource;
import dev.kintsugi.nn.backbone.TwoTower;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * Data and backbone of an experiment, opened once for all its methods and seeds.
 *
 * @param train labels and presence of the training rows that are used
 * @param trainAttributes attributes of a training row, for natural partitions
 * @param trainFeatures frozen features of the training rows
 * @param test labels and presence of the test rows that are used
 * @param testFeatures frozen features of the test rows
 * @param skippedRows rows left out because they have no image
 * @param featureSeconds time spent on computing features; near 0 when they were in the store
 */
record OpenedData(
        DataSource source,
        TwoTower backbone,
        ExampleTable train,
        IntFunction<Map<String, String>> trainAttributes,
        Map<Modality, FeatureTable> trainFeatures,
        ExampleTable test,
        Map<Modality, FeatureTable> testFeatures,
        int skippedRows,
        double featureSeconds)
        implements AutoCloseable {
    @Override
    public void close() {
        backbone.close();
    }
}

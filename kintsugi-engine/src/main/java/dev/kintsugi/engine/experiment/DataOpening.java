package dev.kintsugi.engine.experiment;

import dev.kintsugi.core.CacheFolder;
import dev.kintsugi.core.data.FeatureTable;
import dev.kintsugi.core.error.DataException;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.engine.data.DataSource;
import dev.kintsugi.engine.data.DataSources;
import dev.kintsugi.engine.feature.FeatureKey;
import dev.kintsugi.engine.feature.FeatureStore;
import dev.kintsugi.engine.feature.ImageFeatures;
import dev.kintsugi.nn.backbone.TwoTower;
import java.util.Map;

/** Opens data and backbone of an experiment and computes the frozen features that are not in the store yet. */
final class DataOpening {
    private static final int IMAGES_AT_ONCE = 64;

    private DataOpening() {}

    static OpenedData open(Experiment experiment, BackboneOpener backbones, ExperimentSession.Listener listener) {
        DataSource source = DataSources.open(experiment.data(), experiment.dataSeed());
        TwoTower backbone = backbones.open(experiment.backbone());
        try {
            listener.say("data " + source.name() + ", backbone " + backbone.name() + " ("
                    + backbone.hash().substring(0, 12) + ")");
            SelectedRows train = use(source, DataSource.TRAIN);
            String evaluated = experiment.federation().evaluateOn().split();
            SelectedRows test = use(source, evaluated);
            double start = System.nanoTime();
            FeatureTable trainFeatures = features(backbone, train, DataSource.TRAIN, listener);
            FeatureTable testFeatures = features(backbone, test, evaluated, listener);
            double seconds = (System.nanoTime() - start) / 1e9;
            return new OpenedData(
                    source,
                    backbone,
                    train,
                    Map.of(Modality.IMAGE, trainFeatures),
                    test.examples(),
                    Map.of(Modality.IMAGE, testFeatures),
                    train.leftOut() + test.leftOut(),
                    seconds);
        } catch (RuntimeException e) {
            backbone.close();
            throw e;
        }
    }

    private static SelectedRows use(DataSource source, String name) {
        SelectedRows used = SelectedRows.with(source.split(name), Modality.IMAGE);
        if (used.rows() == 0) {
            throw new DataException("data " + source.name() + ": split '" + name + "' has no row with an image; it has "
                    + source.split(name).rows() + " rows in all");
        }
        return used;
    }

    private static FeatureTable features(
            TwoTower backbone, SelectedRows used, String name, ExperimentSession.Listener listener) {
        FeatureStore store = new FeatureStore(CacheFolder.of("features"));
        FeatureKey key = new FeatureKey(
                backbone.hash(), "image", backbone.image().transform().fingerprint(), used.contentHash());
        try (ImageFeatures computation = new ImageFeatures(
                used::image,
                backbone.image().transform(),
                backbone.image()::encode,
                IMAGES_AT_ONCE,
                Runtime.getRuntime().availableProcessors())) {
            int[] lastTenth = {0};
            return store.features(key, used.examples(), Modality.IMAGE, computation, (done, all) -> {
                int tenth = 10 * done / all;
                if (tenth > lastTenth[0]) {
                    lastTenth[0] = tenth;
                    listener.say("features of " + name + " images: " + done + " of " + all);
                }
            });
        }
    }
}

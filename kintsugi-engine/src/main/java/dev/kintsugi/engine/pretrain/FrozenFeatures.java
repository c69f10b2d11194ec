package dev.kintsugi.engine.pretrain;

import dev.kintsugi.core.data.FeatureTable;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.engine.data.Split;
import dev.kintsugi.engine.feature.FeatureKey;
import dev.kintsugi.engine.feature.FeatureStore;
import dev.kintsugi.engine.feature.SampleFeatures;
import dev.kintsugi.nn.backbone.TransformedImages;
import dev.kintsugi.nn.image.ImageTransform;
import dev.kintsugi.nn.mobilenet.MobileNet;
import dev.kintsugi.nn.vilt.GridViltModel;
import java.awt.image.BufferedImage;
import java.util.IdentityHashMap;
import java.util.Map;

/** The features of a frozen MobileNet for the pairs of some sources, from the store where they are there. */
final class FrozenFeatures implements FeatureTable {
    private static final int IMAGES_AT_ONCE = 64;

    private final TrainingPairs pairs;
    private final Map<Split, FeatureTable> tables = new IdentityHashMap<>();
    private final int width;

    private FrozenFeatures(
            TrainingPairs pairs,
            MobileNet net,
            String cut,
            TransformedImages encoder,
            FeatureStore store,
            Pretraining.Listener listener) {
        this.pairs = pairs;
        this.width = encoder.width();
        int workers = Runtime.getRuntime().availableProcessors();
        for (Split split : pairs.splits()) {
            FeatureKey key = new FeatureKey(net.hash(), cut, encoder.fingerprint(), split.contentHash());
            try (SampleFeatures<BufferedImage> computation =
                    new SampleFeatures<>(split::image, encoder, IMAGES_AT_ONCE, workers)) {
                tables.computeIfAbsent(
                        split,
                        each -> store.features(key, each.examples(), Modality.IMAGE, computation, listener::features));
            }
        }
    }

    /** Returns the means over all places, {@code [pairs, channels]}. */
    static FrozenFeatures pooled(
            TrainingPairs pairs, MobileNet net, int imageSize, FeatureStore store, Pretraining.Listener listener) {
        TransformedImages encoder = new TransformedImages(net.transform(imageSize), net::pooled, net.width());
        return new FrozenFeatures(pairs, net, "mobilenet.pooled", encoder, store, listener);
    }

    /** Returns the features of all places, {@code [pairs, places · channels]}. */
    static FrozenFeatures grid(
            TrainingPairs pairs,
            MobileNet net,
            ImageTransform transform,
            FeatureStore store,
            Pretraining.Listener listener) {
        int width = GridViltModel.places(transform) * net.width();
        TransformedImages encoder = new TransformedImages(transform, net::grid, width);
        return new FrozenFeatures(pairs, net, "mobilenet.grid", encoder, store, listener);
    }

    @Override
    public int rows() {
        return pairs.size();
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public void copyRow(int row, float[] into, int offset) {
        FeatureTable table = tables.get(pairs.split(row));
        if (table == null) {
            throw new IllegalStateException("no features of the split of pair " + row);
        }
        table.copyRow(pairs.row(row), into, offset);
    }
}

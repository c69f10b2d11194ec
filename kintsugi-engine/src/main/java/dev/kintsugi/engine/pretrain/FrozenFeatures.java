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
import java.awt.image.BufferedImage;
import java.util.IdentityHashMap;
import java.util.Map;

/** The pooled features of a frozen MobileNet for the pairs of some sources, from the store where they are there. */
final class FrozenFeatures implements FeatureTable {
    private static final int IMAGES_AT_ONCE = 64;

    private final TrainingPairs pairs;
    private final Map<Split, FeatureTable> tables = new IdentityHashMap<>();
    private final int width;

    FrozenFeatures(
            TrainingPairs pairs, MobileNet net, int imageSize, FeatureStore store, Pretraining.Listener listener) {
        this.pairs = pairs;
        this.width = net.width();
        ImageTransform transform = net.transform(imageSize);
        for (Split split : pairs.splits()) {
            FeatureKey key =
                    new FeatureKey(net.hash(), "mobilenet.pooled", transform.fingerprint(), split.contentHash());
            int workers = Runtime.getRuntime().availableProcessors();
            try (SampleFeatures<BufferedImage> computation = new SampleFeatures<>(
                    split::image, new TransformedImages(transform, net::pooled, width), IMAGES_AT_ONCE, workers)) {
                tables.put(
                        split, store.features(key, split.examples(), Modality.IMAGE, computation, listener::features));
            }
        }
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

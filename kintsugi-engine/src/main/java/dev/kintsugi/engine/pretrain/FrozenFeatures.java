package dev.kintsugi.engine.pretrain;

import dev.kintsugi.core.data.FeatureTable;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.core.random.RandomKey;
import dev.kintsugi.engine.data.Split;
import dev.kintsugi.engine.feature.FeatureKey;
import dev.kintsugi.engine.feature.FeatureStore;
import dev.kintsugi.engine.feature.SampleFeatures;
import dev.kintsugi.nn.backbone.TransformedImages;
import dev.kintsugi.nn.image.ImageTransform;
import dev.kintsugi.nn.image.PhotoVariation;
import dev.kintsugi.nn.mobilenet.MobileNet;
import dev.kintsugi.nn.vilt.GridViltModel;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * The features of a frozen MobileNet for the pairs of some sources, from the store where they are there: first of the
 * photos as they are, then of each varied view.
 */
final class FrozenFeatures implements FeatureTable {
    private static final int IMAGES_AT_ONCE = 64;

    private final TrainingPairs pairs;
    private final List<Map<Split, FeatureTable>> views = new ArrayList<>();
    private final int width;

    private FrozenFeatures(
            TrainingPairs pairs, int variedViews, Net net, FeatureStore store, Pretraining.Listener listener) {
        this.pairs = pairs;
        this.width = net.encoder().width();
        for (int view = 0; view <= variedViews; view++) {
            Map<Split, FeatureTable> tables = new IdentityHashMap<>();
            for (Split split : pairs.splits()) {
                if (!tables.containsKey(split)) {
                    tables.put(split, net.features(split, view, store, listener));
                }
            }
            views.add(tables);
        }
    }

    /** Returns the means over all places, {@code [views · pairs, channels]}. */
    static FrozenFeatures pooled(
            TrainingPairs pairs,
            MobileNet net,
            ModelOptions.Lit options,
            FeatureStore store,
            Pretraining.Listener listener) {
        TransformedImages encoder = new TransformedImages(net.transform(options.imageSize()), net::pooled, net.width());
        Net pooled = new Net(net.hash(), "mobilenet.pooled", encoder);
        return new FrozenFeatures(pairs, options.variedViews(), pooled, store, listener);
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
        return new FrozenFeatures(pairs, 0, new Net(net.hash(), "mobilenet.grid", encoder), store, listener);
    }

    /** The frozen model at one cut. */
    private record Net(String hash, String cut, TransformedImages encoder) {
        FeatureTable features(Split split, int view, FeatureStore store, Pretraining.Listener listener) {
            String varied = view == 0 ? "" : PhotoVariation.FINGERPRINT + " " + view + ", then ";
            FeatureKey key = new FeatureKey(hash, cut, varied + encoder.fingerprint(), split.contentHash());
            int workers = Runtime.getRuntime().availableProcessors();
            try (SampleFeatures<BufferedImage> computation =
                    new SampleFeatures<>(images(split, view), encoder, IMAGES_AT_ONCE, workers)) {
                return store.features(key, split.examples(), Modality.IMAGE, computation, listener::features);
            }
        }
    }

    /** Views do not depend on the seed of the training: every training of the same data shares their features. */
    private static IntFunction<BufferedImage> images(Split split, int view) {
        if (view == 0) {
            return split::image;
        }
        return row ->
                PhotoVariation.of(split.image(row), new RandomKey(view, 0, "", "varied view of row " + row).open());
    }

    @Override
    public int rows() {
        return views.size() * pairs.size();
    }

    @Override
    public int width() {
        return width;
    }

    /** Copies row {@code v · pairs + i}: view {@code v} of pair {@code i}. */
    @Override
    public void copyRow(int row, float[] into, int offset) {
        int pair = row % pairs.size();
        FeatureTable table = views.get(row / pairs.size()).get(pairs.split(pair));
        if (table == null) {
            throw new IllegalStateException("no features of the split of pair " + pair);
        }
        table.copyRow(pairs.row(pair), into, offset);
    }
}

package dev.kintsugi.cli.bench;

import dev.kintsugi.cli.bench.BenchTable.Column;
import dev.kintsugi.core.data.FeatureKind;
import dev.kintsugi.core.error.StorageException;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.engine.data.DataSource;
import dev.kintsugi.engine.data.DataSources;
import dev.kintsugi.engine.data.MadeOptions;
import dev.kintsugi.engine.data.Split;
import dev.kintsugi.engine.feature.FeatureKey;
import dev.kintsugi.engine.feature.FeatureStore;
import dev.kintsugi.engine.feature.SampleFeatures;
import dev.kintsugi.engine.feature.StoredFeatures;
import dev.kintsugi.nn.backbone.SampleEncoder;
import dev.kintsugi.nn.backbone.TwoTower;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The frozen image features of the first run, which computes them, against those of the second, which finds them. */
final class FeaturesBenchmark implements Benchmark {
    private static final int IMAGES_AT_ONCE = 64;

    @Override
    public String name() {
        return "features";
    }

    @Override
    public String description() {
        return "frozen image features of a first run, against a second run that reuses the store";
    }

    @Override
    public BenchTable run(BenchSettings settings) {
        BenchModel model = BenchModel.chosen(settings.backbone());
        Split split = DataSources.open(MadeOptions.DEFAULTS, 1).split(DataSource.TRAIN);
        settings.progress().accept(split.rows() + " made images through " + model.name());
        try (TemporaryFolder folder = TemporaryFolder.create();
                TwoTower backbone = model.open().get()) {
            int[] number = {0};
            InterleavedTimer.Pair pair = InterleavedTimer.time(
                    () -> read(backbone, split, folder.path().resolve("store" + ++number[0])),
                    () -> read(backbone, split, folder.path().resolve("store" + number[0])),
                    1,
                    settings.choose(1, 5));
            Timings first = pair.first();
            Timings second = pair.second();
            long bytes = (long) split.rows() * backbone.image().embeddingWidth() * Float.BYTES;
            return new BenchTable(
                    "Frozen image features of " + split.rows() + " made images with " + model.name(),
                    List.of(
                            new Column("firstSeconds", "first run, s", 2),
                            new Column("perImageMillis", "ms per image", 2),
                            new Column("secondSeconds", "second run, s", 4),
                            new Column("savedSeconds", "saved, s", 2),
                            new Column("share", "second / first", 4),
                            new Column("storeKilobytes", "store, kB", 0)),
                    List.of(List.of(
                            first.median(),
                            1e3 * first.median() / split.rows(),
                            second.median(),
                            first.median() - second.median(),
                            second.ratioTo(first),
                            bytes / 1e3)),
                    List.of(
                            "both: open the store by key and read every row once; the first also draws each image,"
                                    + " transforms it and runs the tower",
                            "medians of " + settings.choose(1, 5) + " repetitions, each first run into an empty"
                                    + " store; the file is in the page cache at the second"));
        } catch (IOException e) {
            throw new StorageException("benchmark 'features': " + e.getMessage(), e);
        }
    }

    /** Does what a run does before training: features by key, each row read once. */
    private static void read(TwoTower backbone, Split split, Path folder) {
        SampleEncoder<BufferedImage> encoder =
                backbone.imageEncoder(FeatureKind.Cut.POOLED).orElseThrow();
        FeatureKey key = new FeatureKey(backbone.hash(), "image", encoder.fingerprint(), split.contentHash());
        try (SampleFeatures<BufferedImage> computation = new SampleFeatures<>(
                split::image, encoder, IMAGES_AT_ONCE, Runtime.getRuntime().availableProcessors())) {
            StoredFeatures features = new FeatureStore(folder)
                    .features(key, split.examples(), Modality.IMAGE, computation, (done, all) -> {});
            float[] row = new float[features.width()];
            for (int i = 0; i < features.rows(); i++) {
                features.copyRow(i, row, 0);
            }
        }
    }
}

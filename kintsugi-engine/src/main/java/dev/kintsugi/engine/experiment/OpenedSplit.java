package dev.kintsugi.engine.experiment;

import dev.kintsugi.core.CacheFolder;
import dev.kintsugi.core.data.ExampleTable;
import dev.kintsugi.core.data.FeatureKind;
import dev.kintsugi.core.data.FeatureTable;
import dev.kintsugi.core.data.Samples;
import dev.kintsugi.core.error.ModelException;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.engine.feature.FeatureKey;
import dev.kintsugi.engine.feature.FeatureProgress;
import dev.kintsugi.engine.feature.FeatureStore;
import dev.kintsugi.engine.feature.SampleFeatures;
import dev.kintsugi.nn.backbone.FrozenModel;
import dev.kintsugi.nn.backbone.SampleEncoder;
import dev.kintsugi.nn.input.SampleInputs;
import java.awt.image.BufferedImage;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntFunction;

/** The rows of one split with the frozen features that methods ask for; each kind is computed once. */
public final class OpenedSplit {
    private static final int SAMPLES_AT_ONCE = 64;

    private final String name;
    private final SelectedRows rows;
    private final FrozenModel backbone;
    private final ExperimentSession.Listener listener;
    private final Optional<ImageViews> varied;
    private final Map<Asked, FeatureTable> tables = new HashMap<>();
    private double featureSeconds;

    /** Features that were asked for; of the samples as they are, or of one view of the images. */
    private record Asked(FeatureKind kind, OptionalInt view) {}

    OpenedSplit(String name, SelectedRows rows, FrozenModel backbone, ExperimentSession.Listener listener) {
        this(name, rows, backbone, Optional.empty(), listener);
    }

    /**
     * Creates the split.
     *
     * @param varied the views of the images, if there are any
     */
    OpenedSplit(
            String name,
            SelectedRows rows,
            FrozenModel backbone,
            Optional<ImageViews> varied,
            ExperimentSession.Listener listener) {
        this.name = name;
        this.rows = rows;
        this.backbone = backbone;
        this.varied = varied;
        this.listener = listener;
    }

    /** Returns the rows. */
    SelectedRows rows() {
        return rows;
    }

    /** Returns labels and presence of the rows. */
    ExampleTable examples() {
        return rows.examples();
    }

    /** Returns the rows as samples, with the presence that they have by nature. */
    Samples samples() {
        return Samples.of(examples().presence(), this::features);
    }

    /** Returns the seconds spent on features so far; near 0 when they were in the store. */
    synchronized double featureSeconds() {
        return featureSeconds;
    }

    /**
     * Returns the features of a kind, one row per row of this split; zeros where the modality is missing.
     *
     * @throws ModelException if the backbone has no such features
     */
    FeatureTable features(FeatureKind kind) {
        return features(new Asked(kind, OptionalInt.empty()));
    }

    /** Returns the number of views of every image. */
    int views() {
        return varied.map(ImageViews::count).orElse(0);
    }

    /**
     * Returns features of one view of the images; of another modality the features of the samples as they are.
     *
     * @param view from 0 to {@link #views} - 1
     * @throws ModelException if the backbone has no such features
     */
    FeatureTable features(FeatureKind kind, int view) {
        boolean images = kind.modality().equals(Modality.IMAGE);
        return features(new Asked(kind, images ? OptionalInt.of(view) : OptionalInt.empty()));
    }

    private synchronized FeatureTable features(Asked asked) {
        FeatureTable known = tables.get(asked);
        if (known != null) {
            return known;
        }
        long start = System.nanoTime();
        FeatureTable table = computed(asked);
        featureSeconds += (System.nanoTime() - start) / 1e9;
        tables.put(asked, table);
        return table;
    }

    private FeatureTable computed(Asked asked) {
        FeatureKind kind = asked.kind();
        Modality modality = kind.modality();
        if (modality.equals(Modality.TEXT)) {
            return computed(asked, "", backbone.textEncoder(kind.cut()), rows::text);
        } else if (modality.equals(Modality.IMAGE)) {
            return images(asked);
        }
        return computed(asked, "", backbone.signalEncoder(modality, kind.cut()), row -> rows.signal(row, modality));
    }

    private FeatureTable images(Asked asked) {
        Optional<SampleEncoder<BufferedImage>> encoder =
                backbone.imageEncoder(asked.kind().cut());
        if (asked.view().isEmpty()) {
            return computed(asked, "", encoder, rows::image);
        }
        int view = asked.view().getAsInt();
        ImageViews views = varied.orElseThrow();
        List<String> ids = rows.examples().ids();
        return computed(asked, views.fingerprint(view), encoder, row -> views.of(rows.image(row), ids.get(row), view));
    }

    /**
     * Computes features, or finds them in the store; {@code variation} is what is done to samples before the model's
     * own.
     */
    private <T> FeatureTable computed(
            Asked asked, String variation, Optional<SampleEncoder<T>> offered, IntFunction<T> samples) {
        FeatureKind kind = asked.kind();
        SampleEncoder<T> encoder = offered.filter(any -> backbone.modalities().contains(kind.modality()))
                .orElseThrow(() -> new ModelException("backbone '" + backbone.name() + "' has no features '" + kind
                        + "', which this method needs; take another backbone or method"
                        + (backbone instanceof SampleInputs && kind.modality().equals(Modality.TEXT)
                                ? ": " + SampleInputs.NO_TEXTS
                                : "")));
        FeatureKey key =
                new FeatureKey(backbone.hash(), kind.toString(), variation + encoder.fingerprint(), rows.contentHash());
        IntFunction<String> names =
                row -> name + " row '" + rows.examples().ids().get(row) + "', " + kind.modality();
        try (SampleFeatures<T> computation = new SampleFeatures<>(
                samples, names, encoder, SAMPLES_AT_ONCE, Runtime.getRuntime().availableProcessors())) {
            return new FeatureStore(CacheFolder.of("features"))
                    .features(key, rows.examples(), kind.modality(), computation, progress(asked));
        }
    }

    private FeatureProgress progress(Asked asked) {
        int[] lastTenth = {0};
        FeatureKind kind = asked.kind();
        String what = (kind.cut() == FeatureKind.Cut.POOLED
                        ? kind.modality() + "s"
                        : kind.modality() + " " + kind.cut().name().toLowerCase(Locale.ROOT))
                + (asked.view().isPresent() ? ", view " + (asked.view().getAsInt() + 1) + " of " + views() : "");
        return (done, all) -> {
            int tenth = 10 * done / all;
            if (tenth > lastTenth[0]) {
                lastTenth[0] = tenth;
                listener.say("features of " + name + " " + what + ": " + done + " of " + all);
            }
        };
    }
}

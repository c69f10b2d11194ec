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
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/** The rows of one split with the frozen features that methods ask for; each kind is computed once. */
public final class OpenedSplit {
    private static final int SAMPLES_AT_ONCE = 64;

    private final String name;
    private final SelectedRows rows;
    private final FrozenModel backbone;
    private final ExperimentSession.Listener listener;
    private final Map<FeatureKind, FeatureTable> tables = new HashMap<>();
    private double featureSeconds;

    OpenedSplit(String name, SelectedRows rows, FrozenModel backbone, ExperimentSession.Listener listener) {
        this.name = name;
        this.rows = rows;
        this.backbone = backbone;
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
    synchronized FeatureTable features(FeatureKind kind) {
        FeatureTable known = tables.get(kind);
        if (known != null) {
            return known;
        }
        long start = System.nanoTime();
        FeatureTable table = computed(kind);
        featureSeconds += (System.nanoTime() - start) / 1e9;
        tables.put(kind, table);
        return table;
    }

    private FeatureTable computed(FeatureKind kind) {
        Modality modality = kind.modality();
        if (modality.equals(Modality.TEXT)) {
            return computed(kind, backbone.textEncoder(kind.cut()), rows::text);
        } else if (modality.equals(Modality.IMAGE)) {
            return computed(kind, backbone.imageEncoder(kind.cut()), rows::image);
        }
        return computed(kind, backbone.signalEncoder(modality, kind.cut()), row -> rows.signal(row, modality));
    }

    private <T> FeatureTable computed(FeatureKind kind, Optional<SampleEncoder<T>> offered, IntFunction<T> samples) {
        SampleEncoder<T> encoder = offered.filter(any -> backbone.modalities().contains(kind.modality()))
                .orElseThrow(() -> new ModelException("backbone '" + backbone.name() + "' has no features '" + kind
                        + "', which this method needs; take another backbone or method"
                        + (backbone instanceof SampleInputs && kind.modality().equals(Modality.TEXT)
                                ? ": " + SampleInputs.NO_TEXTS
                                : "")));
        FeatureKey key = new FeatureKey(backbone.hash(), kind.toString(), encoder.fingerprint(), rows.contentHash());
        try (SampleFeatures<T> computation = new SampleFeatures<>(
                samples, encoder, SAMPLES_AT_ONCE, Runtime.getRuntime().availableProcessors())) {
            return new FeatureStore(CacheFolder.of("features"))
                    .features(key, rows.examples(), kind.modality(), computation, progress(kind));
        }
    }

    private FeatureProgress progress(FeatureKind kind) {
        int[] lastTenth = {0};
        String what = kind.cut() == FeatureKind.Cut.POOLED
                ? kind.modality() + "s"
                : kind.modality() + " " + kind.cut().name().toLowerCase(Locale.ROOT);
        return (done, all) -> {
            int tenth = 10 * done / all;
            if (tenth > lastTenth[0]) {
                lastTenth[0] = tenth;
                listener.say("features of " + name + " " + what + ": " + done + " of " + all);
            }
        };
    }
}

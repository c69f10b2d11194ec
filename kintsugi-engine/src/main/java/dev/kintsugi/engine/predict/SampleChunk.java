package dev.kintsugi.engine.predict;

import dev.kintsugi.core.data.FeatureKind;
import dev.kintsugi.core.data.FeatureTable;
import dev.kintsugi.core.data.PresenceTable;
import dev.kintsugi.core.data.Samples;
import dev.kintsugi.core.error.DataException;
import dev.kintsugi.core.error.ModelException;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.engine.data.NewSample;
import dev.kintsugi.engine.feature.ArrayFeatures;
import dev.kintsugi.engine.feature.SampleFeatures;
import dev.kintsugi.nn.backbone.FrozenModel;
import dev.kintsugi.nn.backbone.SampleEncoder;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** A few samples that are scored together, with their features, which are computed when a method asks for them. */
final class SampleChunk {
    private static final int AT_ONCE = 16; // decoded images that one thread holds

    private final List<NewSample> samples;
    private final PresenceTable presence;
    private final FrozenModel backbone;
    private final Map<FeatureKind, FeatureTable> tables = new HashMap<>();

    SampleChunk(List<NewSample> samples, PresenceTable presence, FrozenModel backbone) {
        this.samples = List.copyOf(samples);
        this.presence = presence;
        this.backbone = backbone;
    }

    /** Thrown by the features of {@link #samples} when images cannot be read; all that cannot are in it. */
    static final class BrokenImages extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient Map<Integer, DataException> byRow;

        BrokenImages(Map<Integer, DataException> byRow) {
            super(byRow.size() + " images cannot be read");
            this.byRow = new TreeMap<>(byRow);
        }

        /** Returns the errors by position within the chunk. */
        Map<Integer, DataException> byRow() {
            return byRow;
        }
    }

    /** Returns the samples as a method takes them; asking for their features may throw {@link BrokenImages}. */
    Samples samples() {
        return Samples.of(presence, this::features);
    }

    /** Returns whether features of a modality were asked for. */
    boolean wasAsked(Modality modality) {
        return tables.keySet().stream().anyMatch(kind -> kind.modality().equals(modality));
    }

    private FeatureTable features(FeatureKind kind) {
        FeatureTable known = tables.get(kind);
        if (known == null) {
            known = kind.modality().equals(Modality.TEXT)
                    ? computed(kind, backbone.textEncoder(kind.cut()), this::text)
                    : images(kind);
            tables.put(kind, known);
        }
        return known;
    }

    private String text(int row) {
        return samples.get(row).text().orElseThrow();
    }

    /** Reads what can be read, so that one call names all images that cannot. */
    private FeatureTable images(FeatureKind kind) {
        Map<Integer, DataException> broken = new ConcurrentSkipListMap<>();
        BufferedImage placeholder = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
        FeatureTable table = computed(kind, backbone.imageEncoder(kind.cut()), row -> {
            Supplier<BufferedImage> image = samples.get(row).image().orElseThrow();
            try {
                return image.get();
            } catch (DataException e) {
                broken.put(row, e);
                return placeholder;
            }
        });
        if (!broken.isEmpty()) {
            throw new BrokenImages(broken);
        }
        return table;
    }

    private <T> FeatureTable computed(FeatureKind kind, Optional<SampleEncoder<T>> offered, IntFunction<T> read) {
        SampleEncoder<T> encoder = offered.orElseThrow(() -> new ModelException(
                "backbone '" + backbone.name() + "' has no features '" + kind + "', which the trained method needs"));
        int width = encoder.width();
        float[] values = new float[samples.size() * width];
        int[] present = IntStream.range(0, samples.size())
                .filter(row -> presence.has(row, kind.modality()))
                .toArray();
        int workers = Runtime.getRuntime().availableProcessors();
        try (SampleFeatures<T> computation =
                new SampleFeatures<>(read, row -> samples.get(row).place(), encoder, AT_ONCE, workers)) {
            List<int[]> batches = new ArrayList<>();
            List<Supplier<float[]>> pending = new ArrayList<>();
            for (int from = 0; from < present.length; from += AT_ONCE) {
                int[] batch = IntStream.range(from, Math.min(present.length, from + AT_ONCE))
                        .map(position -> present[position])
                        .toArray();
                batches.add(batch);
                pending.add(computation.begin(batch));
            }
            for (int b = 0; b < batches.size(); b++) {
                float[] part = pending.get(b).get();
                for (int i = 0; i < batches.get(b).length; i++) {
                    System.arraycopy(part, i * width, values, batches.get(b)[i] * width, width);
                }
            }
        }
        return new ArrayFeatures(width, values);
    }
}

package dev.kintsugi.methods.multimodal;

import dev.kintsugi.core.data.ClientData;
import dev.kintsugi.core.data.ExampleTable;
import dev.kintsugi.core.data.FeatureKind;
import dev.kintsugi.core.data.FeatureTable;
import dev.kintsugi.core.data.PresenceTable;
import dev.kintsugi.core.data.Samples;
import dev.kintsugi.core.data.Targets;
import dev.kintsugi.core.method.Backbone;
import dev.kintsugi.core.method.Workplace;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.nn.backbone.InputModel;
import dev.kintsugi.nn.backbone.InputShape;
import dev.kintsugi.nn.backbone.SampleEncoder;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;

/** A workplace whose samples were made in memory, over a backbone that hands them on as numbers. */
public abstract class MadeWorkplace implements Workplace {
    private final Made made;
    private final ExampleTable examples;
    private final Map<String, ClientData> clients = new TreeMap<>();

    /**
     * What was made.
     *
     * @param modalities in bit order
     * @param shapes of a sample per modality
     * @param features {@code [rows, values]} per modality
     * @param targets labels of the rows
     */
    public record Made(
            List<Modality> modalities,
            Map<Modality, InputShape> shapes,
            Map<Modality, FeatureTable> features,
            Targets targets) {}

    /**
     * Creates the workplace.
     *
     * @param presence from a row to its mask over the modalities
     * @param sizes rows of the clients c0, c1, …, one after another
     */
    protected MadeWorkplace(Made made, IntToLongFunction presence, int... sizes) {
        this.made = made;
        int first = 0;
        for (int k = 0; k < sizes.length; k++) {
            clients.put(
                    "c" + k,
                    new ClientData(
                            "c" + k, IntStream.range(first, first + sizes[k]).toArray()));
            first += sizes[k];
        }
        this.examples = new ExampleTable(
                IntStream.range(0, first).mapToObj(row -> "row" + row).toList(),
                made.targets(),
                new PresenceTable(
                        made.modalities(),
                        IntStream.range(0, first)
                                .mapToLong(presence::applyAsLong)
                                .toArray()));
    }

    private record Inputs(Made made) implements InputModel {
        @Override
        public InputShape shape(Modality modality) {
            return Optional.ofNullable(made.shapes().get(modality)).orElseThrow();
        }

        @Override
        public Optional<SampleEncoder<BufferedImage>> imageEncoder(FeatureKind.Cut cut) {
            return Optional.empty();
        }

        @Override
        public Optional<SampleEncoder<String>> textEncoder(FeatureKind.Cut cut) {
            return Optional.empty();
        }

        @Override
        public String name() {
            return "inputs";
        }

        @Override
        public String hash() {
            return "0".repeat(64);
        }

        @Override
        public List<Modality> modalities() {
            return made.modalities();
        }

        @Override
        public void close() {
            // holds nothing
        }
    }

    @Override
    public final Backbone backbone() {
        return new Inputs(made);
    }

    @Override
    public final String promptTemplate() {
        return "a recording of {}.";
    }

    @Override
    public final ExampleTable examples() {
        return examples;
    }

    @Override
    public final FeatureTable features(FeatureKind kind) {
        FeatureTable table = made.features().get(kind.modality());
        if (table == null || kind.cut() != FeatureKind.Cut.INPUT) {
            throw new IllegalArgumentException("no features of " + kind);
        }
        return table;
    }

    @Override
    public final ClientData client(String client) {
        return clients.getOrDefault(client, new ClientData(client, new int[0]));
    }

    /** Returns the training rows as samples. */
    public final Samples samples() {
        return Samples.of(examples.presence(), this::features);
    }

    /** Returns the training rows as samples with another presence in all of them. */
    public final Samples samples(long mask) {
        long[] masks = new long[examples.rows()];
        Arrays.fill(masks, mask);
        return Samples.of(new PresenceTable(made.modalities(), masks), this::features);
    }
}

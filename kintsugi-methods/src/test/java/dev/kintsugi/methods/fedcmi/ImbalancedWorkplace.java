package dev.kintsugi.methods.fedcmi;

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
import dev.kintsugi.core.random.KeyedRandom;
import dev.kintsugi.core.random.RandomKey;
import dev.kintsugi.nn.backbone.InputModel;
import dev.kintsugi.nn.backbone.InputShape;
import dev.kintsugi.nn.backbone.SampleEncoder;
import dev.kintsugi.testkit.ArrayFeatures;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntToLongFunction;

/**
 * Sensor streams {@code [2, 16]} of four classes. {@code fast} shows the class as its mean levels, but in a fifth of
 * the rows those of another class; {@code slow} shows it in all rows as the lag between two waves at a random phase,
 * which no linear function tells.
 */
final class ImbalancedWorkplace implements Workplace {
    private static final Modality FAST = new Modality("fast");
    private static final Modality SLOW = new Modality("slow");
    private static final List<Modality> MODALITIES = List.of(FAST, SLOW);
    private static final List<String> CLASSES = List.of("none", "quarter", "half", "three quarters");
    private static final int LENGTH = 16;
    private static final double RELIABILITY = 0.95;

    private final Map<String, ClientData> clients = new TreeMap<>();
    private final Map<Modality, FeatureTable> features = new TreeMap<>();
    private final ExampleTable examples;

    /**
     * Creates rows of clients c0, c1, … of equal size.
     *
     * @param presence from a client to its mask: bit 0 for {@code fast}, bit 1 for {@code slow}
     */
    ImbalancedWorkplace(long seed, IntToLongFunction presence, int count, int size) {
        int rows = count * size;
        KeyedRandom random = RandomKey.of(seed, "imbalanced").open();
        int[] labels = new int[rows];
        long[] masks = new long[rows];
        List<String> ids = new ArrayList<>();
        float[] fast = new float[rows * 2 * LENGTH];
        float[] slow = new float[rows * 2 * LENGTH];
        for (int row = 0; row < rows; row++) {
            labels[row] = random.nextInt(CLASSES.size());
            masks[row] = presence.applyAsLong(row / size);
            ids.add("row" + row);
            int shown = labels[row];
            if (random.nextDouble() >= RELIABILITY) {
                shown = (shown + 1 + random.nextInt(CLASSES.size() - 1)) % CLASSES.size();
            }
            double phase = random.nextDouble();
            for (int i = 0; i < 2 * LENGTH; i++) {
                int channel = i / LENGTH;
                double level = Math.cos(2 * Math.PI * (shown / 4.0 + channel / 4.0));
                fast[row * 2 * LENGTH + i] = (float) (level + 0.5 * random.nextGaussian());
                double turn = 2.0 * (i % LENGTH) / LENGTH + phase - channel * labels[row] / 4.0;
                slow[row * 2 * LENGTH + i] = (float) (Math.sin(2 * Math.PI * turn) + 0.2 * random.nextGaussian());
            }
        }
        for (int k = 0; k < count; k++) {
            int first = k * size;
            int[] own = new int[size];
            Arrays.setAll(own, i -> first + i);
            clients.put("c" + k, new ClientData("c" + k, own));
        }
        features.put(FAST, new ArrayFeatures(2 * LENGTH, fast));
        features.put(SLOW, new ArrayFeatures(2 * LENGTH, slow));
        this.examples = new ExampleTable(ids, Targets.single(CLASSES, labels), new PresenceTable(MODALITIES, masks));
    }

    private static final class Inputs implements InputModel {
        @Override
        public InputShape shape(Modality modality) {
            return new InputShape(InputShape.Form.SERIES, 2, LENGTH);
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
            return MODALITIES;
        }

        @Override
        public void close() {
            // holds nothing
        }
    }

    @Override
    public Backbone backbone() {
        return new Inputs();
    }

    @Override
    public String promptTemplate() {
        return "a recording of {}.";
    }

    @Override
    public ExampleTable examples() {
        return examples;
    }

    @Override
    public FeatureTable features(FeatureKind kind) {
        return Optional.ofNullable(features.get(kind.modality())).orElseThrow();
    }

    @Override
    public ClientData client(String client) {
        return clients.getOrDefault(client, new ClientData(client, new int[0]));
    }

    /** Returns the rows as samples with another presence in all of them. */
    Samples samples(long mask) {
        long[] masks = new long[examples.rows()];
        Arrays.fill(masks, mask);
        return Samples.of(new PresenceTable(MODALITIES, masks), this::features);
    }
}

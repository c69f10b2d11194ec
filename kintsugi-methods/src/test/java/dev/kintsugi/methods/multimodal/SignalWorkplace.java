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
 * Random sensor streams, {@code motion} of shape {@code [2, 32]}, and pictures, {@code sound} of shape {@code [1, 8,
 * 8]}, whose mean level tells the class: of the streams with little noise, of the pictures with more.
 */
public final class SignalWorkplace implements Workplace {
    /** Sensor streams. */
    public static final Modality MOTION = new Modality("motion");
    /** Pictures. */
    public static final Modality SOUND = new Modality("sound");

    /** Class names. */
    public static final List<String> CLASSES = List.of("sit", "walk", "run");

    private static final List<Modality> MODALITIES = List.of(MOTION, SOUND);
    private static final Map<Modality, InputShape> SHAPES = Map.of(
            MOTION, new InputShape(InputShape.Form.SERIES, 2, 32),
            SOUND, new InputShape(InputShape.Form.PICTURE, 1, 8, 8));

    private final Map<String, ClientData> clients = new TreeMap<>();
    private final Map<Modality, FeatureTable> features = new TreeMap<>();
    private final ExampleTable examples;

    /** Creates complete rows for clients of the given sizes, named c0, c1, … */
    public static SignalWorkplace complete(int... sizes) {
        return new SignalWorkplace(row -> 0b11, sizes);
    }

    /** Creates rows that have in turn both modalities, the streams alone and the pictures alone. */
    public static SignalWorkplace withHoles(int... sizes) {
        return new SignalWorkplace(row -> row % 3 == 0 ? 0b11 : row % 3, sizes);
    }

    /**
     * Creates the workplace.
     *
     * @param presence from a row to its mask: bit 0 for {@code motion}, bit 1 for {@code sound}
     */
    public SignalWorkplace(IntToLongFunction presence, int... sizes) {
        int rows = 0;
        for (int k = 0; k < sizes.length; k++) {
            int[] own = new int[sizes[k]];
            for (int i = 0; i < own.length; i++) {
                own[i] = rows++;
            }
            clients.put("c" + k, new ClientData("c" + k, own));
        }
        KeyedRandom random = RandomKey.of(7, "signal-workplace").open();
        int[] labels = new int[rows];
        long[] masks = new long[rows];
        List<String> ids = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            labels[row] = random.nextInt(CLASSES.size());
            masks[row] = presence.applyAsLong(row);
            ids.add("row" + row);
        }
        features.put(MOTION, levels(labels, 64, 0.3, random));
        features.put(SOUND, levels(labels, 64, 1.5, random));
        this.examples = new ExampleTable(ids, Targets.single(CLASSES, labels), new PresenceTable(MODALITIES, masks));
    }

    private static FeatureTable levels(int[] labels, int width, double noise, KeyedRandom random) {
        float[] values = new float[labels.length * width];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (labels[i / width] - 1 + noise * random.nextGaussian());
        }
        return new ArrayFeatures(width, values);
    }

    private static final class Inputs implements InputModel {
        @Override
        public InputShape shape(Modality modality) {
            return Optional.ofNullable(SHAPES.get(modality)).orElseThrow();
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
        return "a photo of a {}.";
    }

    @Override
    public ExampleTable examples() {
        return examples;
    }

    @Override
    public FeatureTable features(FeatureKind kind) {
        FeatureTable table = features.get(kind.modality());
        if (table == null || kind.cut() != FeatureKind.Cut.INPUT) {
            throw new IllegalArgumentException("no features of " + kind);
        }
        return table;
    }

    @Override
    public ClientData client(String client) {
        return clients.getOrDefault(client, new ClientData(client, new int[0]));
    }

    /** Returns the training rows as samples. */
    public Samples samples() {
        return Samples.of(examples.presence(), this::features);
    }

    /** Returns the training rows as samples with another presence in all of them. */
    public Samples samples(long mask) {
        long[] masks = new long[examples.rows()];
        Arrays.fill(masks, mask);
        return Samples.of(new PresenceTable(MODALITIES, masks), this::features);
    }
}

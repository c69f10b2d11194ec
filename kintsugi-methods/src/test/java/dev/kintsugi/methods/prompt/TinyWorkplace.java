package dev.kintsugi.methods.prompt;

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
import dev.kintsugi.nn.backbone.TwoTower;
import dev.kintsugi.nn.clip.ClipFolder;
import dev.kintsugi.nn.image.ClipImageTransform;
import dev.kintsugi.testkit.ArrayFeatures;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * A tiny random CLIP (the parity fixture) with random image features that lean towards their class: enough to learn
 * something.
 */
public final class TinyWorkplace implements Workplace {
    /** Class names; the longest has several tokens more than the shortest. */
    public static final List<String> CLASSES = List.of("cat", "a big red dog", "house", "tree of life");

    private static final TwoTower BACKBONE = ClipFolder.open(
            Path.of(
                    System.getProperty("kintsugi.repository", ".."),
                    "kintsugi-nn/src/test/resources/parity/clip/quick-gelu-fp32"),
            ClipImageTransform::fromPreprocessorConfig);

    private final Map<String, ClientData> clients = new TreeMap<>();
    private final ExampleTable examples;
    private final ArrayFeatures features;

    /** Creates the workplace with clients of the given sizes, named c0, c1, … */
    public TinyWorkplace(int... sizes) {
        int rows = 0;
        for (int k = 0; k < sizes.length; k++) {
            int[] own = new int[sizes[k]];
            for (int i = 0; i < own.length; i++) {
                own[i] = rows++;
            }
            clients.put("c" + k, new ClientData("c" + k, own));
        }
        KeyedRandom random = RandomKey.of(5, "tiny").open();
        int width = BACKBONE.image().embeddingWidth();
        float[] values = new float[rows * width];
        int[] labels = new int[rows];
        List<String> ids = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            labels[row] = random.nextInt(CLASSES.size());
            ids.add("row" + row);
            for (int i = 0; i < width; i++) {
                values[row * width + i] =
                        (float) (random.nextGaussian() + (i % CLASSES.size() == labels[row] ? 1.5 : 0));
            }
        }
        this.features = new ArrayFeatures(width, values);
        this.examples = new ExampleTable(
                ids, Targets.single(CLASSES, labels), PresenceTable.complete(List.of(Modality.IMAGE), rows));
    }

    /** Returns the backbone. */
    public static TwoTower twoTower() {
        return BACKBONE;
    }

    private TinyWorkplace(TinyWorkplace other, List<String> classNames) {
        clients.putAll(other.clients);
        this.features = other.features;
        ExampleTable table = other.examples;
        int[] labels = IntStream.range(0, table.ids().size())
                .map(table.targets()::label)
                .toArray();
        this.examples = new ExampleTable(table.ids(), Targets.single(classNames, labels), table.presence());
    }

    /** Returns the same rows with other names of the classes, one for each of {@link #CLASSES}. */
    public TinyWorkplace named(List<String> classNames) {
        return new TinyWorkplace(this, classNames);
    }

    /**
     * Creates the workplace with given image features.
     *
     * @param images {@code [rows, embedding]}
     * @param labels of the rows, by {@link #CLASSES}
     * @param rows of each client
     */
    public TinyWorkplace(float[] images, int[] labels, Map<String, int[]> rows) {
        rows.forEach((client, own) -> clients.put(client, new ClientData(client, own)));
        this.features = new ArrayFeatures(BACKBONE.image().embeddingWidth(), images);
        this.examples = new ExampleTable(
                IntStream.range(0, labels.length).mapToObj(row -> "row" + row).toList(),
                Targets.single(CLASSES, labels),
                PresenceTable.complete(List.of(Modality.IMAGE), labels.length));
    }

    @Override
    public Backbone backbone() {
        return BACKBONE;
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
        return features;
    }

    /** Returns the training rows as samples. */
    public Samples samples() {
        return Samples.of(examples.presence(), this::features);
    }

    @Override
    public ClientData client(String client) {
        return clients.getOrDefault(client, new ClientData(client, new int[0]));
    }
}

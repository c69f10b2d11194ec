package dev.kintsugi.cli.bench;

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
import dev.kintsugi.engine.feature.ArrayFeatures;
import dev.kintsugi.nn.backbone.TwoTower;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Clients of equal size with random labels; what they have learned does not matter to a measurement. */
final class SyntheticWorkplace implements Workplace {
    private final TwoTower backbone;
    private final ExampleTable examples;
    private final FeatureTable features;
    private final Map<String, ClientData> clients = new HashMap<>();

    /**
     * Creates the workplace.
     *
     * @param features gives the features of the rows
     */
    SyntheticWorkplace(
            TwoTower backbone,
            List<String> classNames,
            int clientCount,
            int rowsPerClient,
            Function<ExampleTable, FeatureTable> features) {
        this.backbone = backbone;
        int rows = clientCount * rowsPerClient;
        KeyedRandom random = RandomKey.of(1, "bench-labels").open();
        int[] labels = new int[rows];
        List<String> ids = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            labels[row] = random.nextInt(classNames.size());
            ids.add("row" + row);
        }
        this.examples = new ExampleTable(
                ids, Targets.single(classNames, labels), PresenceTable.complete(List.of(Modality.IMAGE), rows));
        this.features = features.apply(examples);
        for (int k = 0; k < clientCount; k++) {
            int first = k * rowsPerClient;
            clients.put(
                    clientName(k),
                    new ClientData(
                            clientName(k),
                            IntStream.range(first, first + rowsPerClient).toArray()));
        }
    }

    /** Returns the name of the {@code index}-th client. */
    static String clientName(int index) {
        return String.format(Locale.ROOT, "c%05d", index);
    }

    /** Returns random features in memory. */
    static FeatureTable randomFeatures(int rows, int width) {
        KeyedRandom random = RandomKey.of(1, "bench-features").open();
        float[] values = new float[rows * width];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextDouble() - 0.5);
        }
        return new ArrayFeatures(width, values);
    }

    @Override
    public Backbone backbone() {
        return backbone;
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
    Samples samples() {
        return Samples.of(examples.presence(), this::features);
    }

    @Override
    public ClientData client(String client) {
        return clients.getOrDefault(client, new ClientData(client, new int[0]));
    }
}

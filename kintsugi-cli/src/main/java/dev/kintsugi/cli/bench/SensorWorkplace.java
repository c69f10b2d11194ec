package dev.kintsugi.cli.bench;

import dev.kintsugi.core.data.ClientData;
import dev.kintsugi.core.data.ExampleTable;
import dev.kintsugi.core.data.FeatureKind;
import dev.kintsugi.core.data.FeatureTable;
import dev.kintsugi.core.data.PresenceTable;
import dev.kintsugi.core.data.Targets;
import dev.kintsugi.core.method.Backbone;
import dev.kintsugi.core.method.Workplace;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.core.random.KeyedRandom;
import dev.kintsugi.core.random.RandomKey;
import dev.kintsugi.nn.input.ChannelScale;
import dev.kintsugi.nn.input.SampleInputs;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Clients of equal size whose samples are two random sensor streams, as large as those of UCI-HAR. */
final class SensorWorkplace implements Workplace {
    static final int CHANNELS = 3;
    static final int LENGTH = 128;
    static final List<String> CLASSES = List.of("walk", "up", "down", "sit", "stand", "lie");

    private static final List<Modality> MODALITIES = List.of(new Modality("accelerometer"), new Modality("gyroscope"));

    private final int rowsPerClient;
    private final ExampleTable examples;
    private final FeatureTable features; // the same numbers for both modalities
    private final SampleInputs inputs;

    SensorWorkplace(int clients, int rowsPerClient) {
        this.rowsPerClient = rowsPerClient;
        int rows = clients * rowsPerClient;
        KeyedRandom random = RandomKey.of(1, "bench-labels").open();
        int[] labels = new int[rows];
        List<String> ids = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            labels[row] = random.nextInt(CLASSES.size());
            ids.add("row" + row);
        }
        this.examples =
                new ExampleTable(ids, Targets.single(CLASSES, labels), PresenceTable.complete(MODALITIES, rows));
        this.features = SyntheticWorkplace.randomFeatures(rows, CHANNELS * LENGTH);
        SampleInputs.Builder builder = new SampleInputs.Builder();
        MODALITIES.forEach(modality -> builder.series(modality, CHANNELS, LENGTH, ChannelScale.none(CHANNELS)));
        this.inputs = builder.build();
    }

    @Override
    public Backbone backbone() {
        return inputs;
    }

    @Override
    public String promptTemplate() {
        return "{}";
    }

    @Override
    public ExampleTable examples() {
        return examples;
    }

    @Override
    public FeatureTable features(FeatureKind kind) {
        return features;
    }

    @Override
    public ClientData client(String client) {
        int first = Integer.parseInt(client.substring(1)) * rowsPerClient; // as SyntheticWorkplace names them
        return new ClientData(
                client, IntStream.range(first, first + rowsPerClient).toArray());
    }
}

package dev.kintsugi.methods.stream;

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
import dev.kintsugi.methods.prompt.TinyWorkplace;
import dev.kintsugi.methods.tower.TowerBatch;
import dev.kintsugi.methods.tower.TowerInput;
import dev.kintsugi.nn.backbone.FrozenModel;
import dev.kintsugi.nn.backbone.PromptableTower;
import dev.kintsugi.nn.backbone.SingleStream;
import dev.kintsugi.nn.backbone.TwoTower;
import dev.kintsugi.nn.layer.LayerPrompts;
import dev.kintsugi.nn.tensor.TensorBridge;
import dev.kintsugi.nn.vilt.ViltFolder;
import dev.kintsugi.testkit.ArrayFeatures;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;

/**
 * A tiny random ViLT or CLIP (the parity fixtures) with random tokens that lean towards their class, half of the label
 * in the text and half in the image.
 */
public final class TinyStreamWorkplace implements Workplace {
    /** Class names; text tells the first word, the image the second. */
    public static final List<String> CLASSES = List.of("red mug", "red bowl", "gold mug", "gold bowl");

    private static final SingleStream BACKBONE = ViltFolder.open(Path.of(
            System.getProperty("kintsugi.repository", ".."),
            "kintsugi-nn/src/test/resources/parity/vilt/all-patches-fp32"));

    private final FrozenModel backbone;
    private final Map<String, ClientData> clients = new TreeMap<>();
    private final ExampleTable examples;
    private final Map<Modality, FeatureTable> features = new TreeMap<>();
    private final Map<Modality, FeatureTable> pooled = new TreeMap<>(); // of a CLIP

    /** Creates complete rows for clients of the given sizes, named c0, c1, … */
    public static TinyStreamWorkplace complete(int... sizes) {
        return new TinyStreamWorkplace(row -> 0b11, sizes);
    }

    /** Creates rows that have in turn both modalities, the image alone and the text alone. */
    public static TinyStreamWorkplace withHoles(int... sizes) {
        return new TinyStreamWorkplace(row -> row % 3 == 0 ? 0b11 : row % 3, sizes);
    }

    /** Creates rows for a CLIP. */
    public static TinyStreamWorkplace ofClip(Presence presence, int... sizes) {
        TwoTower clip = TinyWorkplace.twoTower();
        Map<Modality, PromptableTower> towers =
                Map.of(Modality.IMAGE, clip.promptableImage(), Modality.TEXT, clip.promptableText());
        TinyStreamWorkplace workplace = new TinyStreamWorkplace(
                clip,
                modality -> Objects.requireNonNull(towers.get(modality)).tokens(),
                modality -> Objects.requireNonNull(towers.get(modality)).width(),
                presence,
                sizes);
        towers.forEach((modality, tower) -> workplace.pooled.put(modality, workplace.pooled(modality, tower)));
        return workplace;
    }

    /** Returns the tower's own features of the tokens of every row. */
    private FeatureTable pooled(Modality modality, PromptableTower tower) {
        int rows = examples.rows();
        PresenceTable complete = PresenceTable.complete(List.of(modality), rows);
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            TowerBatch batch = new TowerInput(tower, modality, complete, this::features)
                    .batch(1, rows, IntStream.range(0, rows).toArray());
            float[] values =
                    TensorBridge.floats(tower.project(tower.read(batch.tokens(), batch.mask(), LayerPrompts.none())));
            return new ArrayFeatures(tower.embeddingWidth(), values);
        }
    }

    /** Creates rows for a CLIP that have in turn both modalities, the image alone and the text alone. */
    public static TinyStreamWorkplace clipWithHoles(int... sizes) {
        return ofClip(row -> row % 3 == 0 ? 0b11 : row % 3, sizes);
    }

    /** Gives the presence of a row: bit 0 for the image, bit 1 for the text. */
    public interface Presence {
        long mask(int row);
    }

    /** Creates the workplace with clients of the given sizes, named c0, c1, … */
    public TinyStreamWorkplace(Presence presence, int... sizes) {
        this(BACKBONE, BACKBONE::tokens, modality -> BACKBONE.width(), presence, sizes);
    }

    private TinyStreamWorkplace(
            FrozenModel backbone,
            ToIntFunction<Modality> tokens,
            ToIntFunction<Modality> widths,
            Presence presence,
            int... sizes) {
        this.backbone = backbone;
        int rows = 0;
        for (int k = 0; k < sizes.length; k++) {
            int[] own = new int[sizes[k]];
            for (int i = 0; i < own.length; i++) {
                own[i] = rows++;
            }
            clients.put("c" + k, new ClientData("c" + k, own));
        }
        KeyedRandom random = RandomKey.of(5, "tiny-stream").open();
        int[] labels = new int[rows];
        long[] masks = new long[rows];
        List<String> ids = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            labels[row] = random.nextInt(CLASSES.size());
            masks[row] = presence.mask(row);
            ids.add("row" + row);
        }
        for (Modality modality : backbone.modalities()) {
            features.put(
                    modality,
                    tokens(
                            modality,
                            tokens.applyAsInt(modality),
                            widths.applyAsInt(modality),
                            backbone instanceof SingleStream || modality.equals(Modality.TEXT),
                            labels,
                            random));
        }
        this.examples = new ExampleTable(
                ids, Targets.single(CLASSES, labels), new PresenceTable(List.of(Modality.IMAGE, Modality.TEXT), masks));
    }

    private static FeatureTable tokens(
            Modality modality, int tokens, int width, boolean padded, int[] labels, KeyedRandom random) {
        int rowWidth = tokens * (width + 1);
        float[] values = new float[labels.length * rowWidth];
        for (int row = 0; row < labels.length; row++) {
            int told = modality.equals(Modality.TEXT) ? labels[row] / 2 : labels[row] % 2;
            for (int i = 0; i < tokens * width; i++) {
                values[row * rowWidth + i] = (float) (0.5 * random.nextGaussian() + (i % width % 2 == told ? 1 : 0));
            }
            for (int i = 0; i < tokens; i++) {
                values[row * rowWidth + tokens * width + i] = !padded || i < tokens - 1 - row % 3 ? 1 : 0;
            }
        }
        return new ArrayFeatures(rowWidth, values);
    }

    /** Returns the backbone. */
    public static SingleStream singleStream() {
        return BACKBONE;
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
        FeatureTable table = (kind.cut() == FeatureKind.Cut.POOLED ? pooled : features).get(kind.modality());
        if (table == null) {
            throw new IllegalArgumentException("no features of " + kind);
        }
        return table;
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

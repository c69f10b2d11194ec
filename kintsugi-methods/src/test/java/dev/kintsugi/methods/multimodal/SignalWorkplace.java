package dev.kintsugi.methods.multimodal;

import dev.kintsugi.core.data.FeatureTable;
import dev.kintsugi.core.data.Targets;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.core.random.KeyedRandom;
import dev.kintsugi.core.random.RandomKey;
import dev.kintsugi.nn.backbone.InputShape;
import dev.kintsugi.testkit.ArrayFeatures;
import java.util.List;
import java.util.Map;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;

/**
 * Random sensor streams, {@code motion} of shape {@code [2, 32]}, and pictures, {@code sound} of shape {@code [1, 8,
 * 8]}, whose mean level tells the class: of the streams with little noise, of the pictures with more.
 */
public final class SignalWorkplace extends MadeWorkplace {
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
        super(made(IntStream.of(sizes).sum(), false), presence, sizes);
    }

    private SignalWorkplace(boolean several, int... sizes) {
        super(made(IntStream.of(sizes).sum(), several), row -> 0b11, sizes);
    }

    /** Creates complete rows of which every second one has the class after its own as well. */
    public static SignalWorkplace withSeveralLabels(int... sizes) {
        return new SignalWorkplace(true, sizes);
    }

    private static Made made(int rows, boolean several) {
        KeyedRandom random = RandomKey.of(7, "signal-workplace").open();
        int[] labels = new int[rows];
        for (int row = 0; row < rows; row++) {
            labels[row] = random.nextInt(CLASSES.size());
        }
        FeatureTable motion = levels(labels, 64, 0.3, random);
        FeatureTable sound = levels(labels, 64, 1.5, random);
        return new Made(MODALITIES, SHAPES, Map.of(MOTION, motion, SOUND, sound), targets(labels, several));
    }

    private static Targets targets(int[] labels, boolean several) {
        int[][] all = new int[labels.length][];
        for (int row = 0; row < all.length; row++) {
            int next = (labels[row] + 1) % CLASSES.size();
            all[row] = several && row % 2 == 0
                    ? new int[] {Math.min(labels[row], next), Math.max(labels[row], next)}
                    : new int[] {labels[row]};
        }
        return new Targets(CLASSES, all);
    }

    private static FeatureTable levels(int[] labels, int width, double noise, KeyedRandom random) {
        float[] values = new float[labels.length * width];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (labels[i / width] - 1 + noise * random.nextGaussian());
        }
        return new ArrayFeatures(width, values);
    }
}

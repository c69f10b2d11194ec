package dev.kintsugi.methods.fedcmi;

import dev.kintsugi.core.data.Targets;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.core.random.KeyedRandom;
import dev.kintsugi.core.random.RandomKey;
import dev.kintsugi.methods.multimodal.MadeWorkplace;
import dev.kintsugi.nn.backbone.InputShape;
import dev.kintsugi.testkit.ArrayFeatures;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntToLongFunction;

/**
 * Sensor streams {@code [2, 16]} of four classes. {@code fast} shows the class as its mean levels, but in one row of
 * twenty those of another class; {@code slow} shows it in all rows as the lag between two waves at a random phase,
 * which no linear function tells.
 */
final class ImbalancedWorkplace extends MadeWorkplace {
    private static final Modality FAST = new Modality("fast");
    private static final Modality SLOW = new Modality("slow");
    private static final List<String> CLASSES = List.of("none", "quarter", "half", "three quarters");
    private static final int LENGTH = 16;
    private static final InputShape SHAPE = new InputShape(InputShape.Form.SERIES, 2, LENGTH);
    private static final double RELIABILITY = 0.95;

    /**
     * Creates rows of clients c0, c1, … of equal size.
     *
     * @param presence from a client to its mask: bit 0 for {@code fast}, bit 1 for {@code slow}
     */
    ImbalancedWorkplace(long seed, IntToLongFunction presence, int count, int size) {
        super(made(seed, count * size), row -> presence.applyAsLong(row / size), sizes(count, size));
    }

    private static int[] sizes(int count, int size) {
        int[] sizes = new int[count];
        Arrays.fill(sizes, size);
        return sizes;
    }

    private static Made made(long seed, int rows) {
        KeyedRandom random = RandomKey.of(seed, "imbalanced").open();
        int[] labels = new int[rows];
        float[] fast = new float[rows * 2 * LENGTH];
        float[] slow = new float[rows * 2 * LENGTH];
        for (int row = 0; row < rows; row++) {
            labels[row] = random.nextInt(CLASSES.size());
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
        return new Made(
                List.of(FAST, SLOW),
                Map.of(FAST, SHAPE, SLOW, SHAPE),
                Map.of(FAST, new ArrayFeatures(2 * LENGTH, fast), SLOW, new ArrayFeatures(2 * LENGTH, slow)),
                Targets.single(CLASSES, labels));
    }
}

package dev.kintsugi.methods.stream;

import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.methods.block.BlockParameters;
import dev.kintsugi.nn.backbone.SingleStream;
import dev.kintsugi.nn.layer.LayerPrompts;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** Batches and parameters made by hand for the tiny ViLT; all tensors die with the scope that is open. */
final class SmallBatch {
    static final SingleStream BACKBONE = TinyStreamWorkplace.singleStream();
    static final int WIDTH = BACKBONE.width();

    private SmallBatch() {}

    /** Returns a batch of one token per sample, which has the given values and then zeros. */
    static StreamBatch ofTokens(int clients, float[] weights, float[]... tokens) {
        return new StreamBatch(
                clients,
                tokens.length / clients,
                TensorBridge.tensor(padded(tokens), tokens.length, 1, WIDTH),
                TensorBridge.tensor(filled(tokens.length, 1), tokens.length, 1),
                new int[tokens.length],
                weights);
    }

    /** Returns a batch of three tokens per sample. */
    static StreamBatch ofPatterns(int clients, int... patterns) {
        int samples = patterns.length;
        return new StreamBatch(
                clients,
                samples / clients,
                TensorBridge.tensor(waves(samples * 3 * WIDTH, 1.7), samples, 3, WIDTH),
                TensorBridge.tensor(filled(samples * 3, 1), samples, 3),
                patterns,
                filled(samples, (float) clients / samples));
    }

    /** Returns as many values in [-1, 1] as asked for, no two alike. */
    static float[] waves(int size, double frequency) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) Math.sin(frequency * i + frequency);
        }
        return values;
    }

    /** Returns rows of the backbone's width that begin with the given values and go on with zeros. */
    static float[] padded(float[]... rows) {
        float[] values = new float[rows.length * WIDTH];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, values, i * WIDTH, rows[i].length);
        }
        return values;
    }

    private static float[] filled(int size, float value) {
        float[] values = new float[size];
        Arrays.fill(values, value);
        return values;
    }

    /** Returns a parameter of several clients, one array each. */
    static BlockParameters parameters(String name, long[] shape, float[]... clients) {
        List<ParameterSet> sets = new ArrayList<>();
        for (float[] values : clients) {
            sets.add(ParameterSet.of(name, FloatArray.copyOf(shape, values)));
        }
        return BlockParameters.stack(sets);
    }

    /** Returns the given rows one after another. */
    static float[] joined(float[]... rows) {
        int size = Arrays.stream(rows).mapToInt(row -> row.length).sum();
        float[] all = new float[size];
        int at = 0;
        for (float[] row : rows) {
            System.arraycopy(row, 0, all, at, row.length);
            at += row.length;
        }
        return all;
    }

    /** Returns what the backbone makes of a batch with prompts. */
    static float[] encoded(StreamBatch batch, LayerPrompts prompts) {
        Tensor encoded = BACKBONE.encode(batch.tokens(), batch.mask(), prompts);
        return TensorBridge.floats(encoded);
    }
}

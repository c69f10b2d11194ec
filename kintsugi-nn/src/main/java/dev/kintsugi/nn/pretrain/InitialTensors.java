package dev.kintsugi.nn.pretrain;

import dev.kintsugi.core.random.RandomKey;
import dev.kintsugi.nn.layer.TransformerLayer;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/** Makes the first values of named tensors that are trained; what a tensor gets depends on seed and name alone. */
final class InitialTensors {
    private final long seed;
    private final TreeMap<String, Tensor> tensors = new TreeMap<>();

    InitialTensors(long seed) {
        this.seed = seed;
    }

    /** Returns what was made, kept beyond every scope. */
    Map<String, Tensor> tensors() {
        return tensors;
    }

    /** Makes the layers {@code prefix.0}, {@code prefix.1} and so on. */
    void layers(String prefix, TransformerLayer.Names names, TransformerLayer.Shape shape, int count) {
        int width = shape.width();
        double attention = 1 / Math.sqrt(width);
        double residual = attention / Math.sqrt(2.0 * count);
        for (int i = 0; i < count; i++) {
            String layer = prefix + "." + i + ".";
            norm(layer + names.attentionNorm(), width);
            norm(layer + names.feedForwardNorm(), width);
            normal(layer + names.fused() + "_weight", attention, 3L * width, width);
            constant(layer + names.fused() + "_bias", 0, 3L * width);
            normal(layer + names.out() + ".weight", residual, width, width);
            constant(layer + names.out() + ".bias", 0, width);
            normal(layer + names.up() + ".weight", 1 / Math.sqrt(2.0 * width), shape.feedForward(), width);
            constant(layer + names.up() + ".bias", 0, shape.feedForward());
            normal(layer + names.down() + ".weight", residual, width, shape.feedForward());
            constant(layer + names.down() + ".bias", 0, width);
        }
    }

    /** Makes a layer norm that changes nothing. */
    void norm(String name, int width) {
        constant(name + ".weight", 1, width);
        constant(name + ".bias", 0, width);
    }

    /** Makes a tensor of draws of a normal distribution with mean 0, from a stream that has the name of the tensor. */
    void normal(String name, double deviation, long... shape) {
        var random = RandomKey.of(seed, "initial " + name).open();
        float[] values = new float[size(shape)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (deviation * random.nextGaussian());
        }
        put(name, values, shape);
    }

    /** Makes a tensor of equal values. */
    void constant(String name, double value, long... shape) {
        float[] values = new float[size(shape)];
        Arrays.fill(values, (float) value);
        put(name, values, shape);
    }

    private static int size(long... shape) {
        long size = 1;
        for (long dimension : shape) {
            size *= dimension;
        }
        return Math.toIntExact(size);
    }

    private void put(String name, float[] values, long... shape) {
        try (PointerScope scope = new PointerScope()) {
            tensors.put(
                    name, TensorBridge.keep(TensorBridge.tensor(values, shape).requires_grad_(true)));
        }
    }
}

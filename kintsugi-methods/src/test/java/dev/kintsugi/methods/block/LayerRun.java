package dev.kintsugi.methods.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.pytorch.global.torch.grad;

import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.random.KeyedRandom;
import dev.kintsugi.core.random.RandomKey;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * Output of a layer and the gradients of a fixed weighted sum of it, of the input and of every parameter.
 *
 * @param values output under {@code output}, gradients under {@code input} and the names of the parameters
 */
record LayerRun(Map<String, float[]> values) {
    /** From parameters and input {@code [clients, size, …]} to the output {@code [clients, …]}. */
    interface Layer extends BiFunction<BlockParameters, Tensor, Tensor> {}

    /** Runs a layer on a block of clients. */
    static LayerRun of(List<ParameterSet> clients, float[] input, long[] shape, Layer layer) {
        return of(clients, input, shape, layer, true);
    }

    /** Runs a layer on a block of clients and derives the sum of its outputs without weights. */
    static LayerRun ofSum(List<ParameterSet> clients, float[] input, long[] shape, Layer layer) {
        return of(clients, input, shape, layer, false);
    }

    private static LayerRun of(List<ParameterSet> clients, float[] input, long[] shape, Layer layer, boolean weighted) {
        Map<String, float[]> found = new TreeMap<>();
        try (PointerScope scope = new PointerScope()) {
            BlockParameters parameters = BlockParameters.stack(clients).trainable();
            Tensor samples = TensorBridge.tensor(input, shape);
            samples.requires_grad_(true);
            Tensor output = layer.apply(parameters, samples);
            found.put("output", TensorBridge.floats(output));
            long[] perClient = output.shape();
            perClient[0] = 1; // every client's outputs are weighed alike, in a block and alone
            float[] weights = draws("weights", (int) (output.numel() / clients.size()));
            if (!weighted) {
                Arrays.fill(weights, 1);
            }
            Tensor loss = output.mul(TensorBridge.tensor(weights, perClient)).sum();
            List<Tensor> leaves = new ArrayList<>(parameters.all());
            leaves.add(samples);
            TensorVector gradients = grad(new TensorVector(loss), new TensorVector(leaves.toArray(Tensor[]::new)));
            for (int i = 0; i < parameters.names().size(); i++) {
                found.put(parameters.names().get(i), TensorBridge.floats(gradients.get(i)));
            }
            found.put("input", TensorBridge.floats(gradients.get(leaves.size() - 1)));
        }
        return new LayerRun(found);
    }

    /** Runs a layer on every client alone and lays the results one after another. */
    static LayerRun perClient(List<ParameterSet> clients, float[] input, long[] shape, Layer layer) {
        Map<String, float[]> all = new TreeMap<>();
        long[] alone = shape.clone();
        alone[0] = 1;
        int values = input.length / clients.size();
        for (int k = 0; k < clients.size(); k++) {
            float[] own = Arrays.copyOfRange(input, k * values, (k + 1) * values);
            LayerRun run = of(List.of(clients.get(k)), own, alone, layer);
            run.values.forEach((name, found) -> all.merge(name, found, LayerRun::joined));
        }
        return new LayerRun(all);
    }

    private static float[] joined(float[] first, float[] second) {
        float[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    /** Asserts that outputs and gradients agree to 1e-5 of the greatest value of each, or of 1. */
    void assertEquals(LayerRun expected) {
        assertThat(values).containsOnlyKeys(expected.values.keySet());
        expected.values.forEach((name, numbers) -> {
            float greatest = 1;
            for (float number : numbers) {
                greatest = Math.max(greatest, Math.abs(number));
            }
            assertThat(values.get(name))
                    .as(name)
                    .usingComparatorWithPrecision(1e-5f * greatest)
                    .containsExactly(numbers);
        });
    }

    /** Returns normal draws. */
    static float[] draws(String purpose, int count) {
        KeyedRandom random = RandomKey.of(1, purpose).open();
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    /** Returns the number of values of a shape. */
    static int count(long... shape) {
        return (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    }
}

package dev.kintsugi.nn.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kintsugi.core.method.OptimizerOptions;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.List;
import java.util.function.Function;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.AdamW;
import org.bytedeco.pytorch.AdamWOptions;
import org.bytedeco.pytorch.Optimizer;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.junit.jupiter.api.Test;

class BlockOptimizerTest {
    private static final float[] START = {1, -2, 0.5f, 3};
    private static final int STEPS = 5;

    /** Gradient of step s: something that changes sign and size. */
    private static float[] gradient(int step) {
        float[] gradient = new float[START.length];
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] = (float) Math.sin(step * 1.7 + i) * (i + 1);
        }
        return gradient;
    }

    /** Runs our optimiser on two clients of two values each. */
    private static float[] ours(OptimizerOptions options, double[][] rates) {
        try (PointerScope scope = new PointerScope();
                BlockOptimizer optimizer = BlockOptimizer.of(options)) {
            Tensor parameter = TensorBridge.tensor(START, 2, 2);
            for (int step = 0; step < STEPS; step++) {
                optimizer.stepInPlace(
                        List.of(parameter), List.of(TensorBridge.tensor(gradient(step), 2, 2)), rates[step]);
            }
            return TensorBridge.floats(parameter);
        }
    }

    /** Runs libtorch's own optimiser on the same numbers: the independent implementation. */
    private static float[] libtorch(Function<TensorVector, Optimizer> make) {
        try (PointerScope scope = new PointerScope()) {
            Tensor parameter = TensorBridge.tensor(START, 2, 2);
            parameter.requires_grad_(true);
            Optimizer optimizer = make.apply(new TensorVector(parameter));
            for (int step = 0; step < STEPS; step++) {
                optimizer.zero_grad();
                parameter.mul(TensorBridge.tensor(gradient(step), 2, 2)).sum().backward();
                optimizer.step();
            }
            return TensorBridge.floats(parameter);
        }
    }

    private static double[][] constant(double rate) {
        double[][] rates = new double[STEPS][];
        for (int step = 0; step < STEPS; step++) {
            rates[step] = new double[] {rate, rate};
        }
        return rates;
    }

    private static void assertClose(float[] found, float[] expected) {
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) found[i]).isCloseTo(expected[i], within(2e-6));
        }
    }

    @Test
    void sgd_withMomentumAndDecay_agreesWithLibtorch() {
        assertClose(ours(new OptimizerOptions.Sgd(0.1, 0.9, 0.01), constant(0.1)), libtorch(parameters -> {
            SGDOptions options = new SGDOptions(0.1);
            options.momentum().put(0.9);
            options.weight_decay().put(0.01);
            return new SGD(parameters, options);
        }));
    }

    @Test
    void adam_withDecay_agreesWithLibtorch() {
        assertClose(
                ours(new OptimizerOptions.Adam(0.1, 0.9, 0.999, 1e-8, 0.01), constant(0.1)), libtorch(parameters -> {
                    AdamOptions options = new AdamOptions(0.1);
                    options.weight_decay().put(0.01);
                    return new Adam(parameters, options);
                }));
    }

    @Test
    void adamW_withDecay_agreesWithLibtorch() {
        assertClose(
                ours(new OptimizerOptions.AdamW(0.1, 0.9, 0.999, 1e-8, 0.01), constant(0.1)), libtorch(parameters -> {
                    AdamWOptions options = new AdamWOptions(0.1);
                    options.weight_decay().put(0.01);
                    return new AdamW(parameters, options);
                }));
    }

    @Test
    void client_thatIsIdle_keepsItsBitsWhileTheOtherGoesOn() {
        double[][] rates = constant(0.1);
        double[][] idle = constant(0.1);
        for (int step = 2; step < STEPS; step++) {
            idle[step] = new double[] {0.1, 0};
        }
        for (OptimizerOptions options : List.of(
                new OptimizerOptions.Sgd(0.1, 0.9, 0.01),
                new OptimizerOptions.Adam(0.1, 0.9, 0.999, 1e-8, 0),
                new OptimizerOptions.AdamW(0.1, 0.9, 0.999, 1e-8, 0.01))) {
            double[][] two = {rates[0], rates[1], {0, 0}, {0, 0}, {0, 0}};
            float[] afterTwo = ours(options, two);
            float[] found = ours(options, idle);
            float[] whole = ours(options, rates);
            assertThat(new float[] {found[2], found[3]}).isEqualTo(new float[] {afterTwo[2], afterTwo[3]});
            assertThat(new float[] {found[0], found[1]}).isEqualTo(new float[] {whole[0], whole[1]});
        }
    }

    @Test
    void clipping_perClient_scalesOnlyTheLongOnes() {
        try (PointerScope scope = new PointerScope()) {
            // client 0 has norm √(3² + 4²) = 5 over both parameters, client 1 has norm 0.5
            Tensor first = TensorBridge.tensor(new float[] {3, 0.3f}, 2, 1);
            Tensor second = TensorBridge.tensor(new float[] {4, 0, 0.4f, 0}, 2, 2);

            List<Tensor> clipped = GradientClipping.perClient(List.of(first, second), 1);

            float[] a = TensorBridge.floats(clipped.get(0));
            float[] b = TensorBridge.floats(clipped.get(1));
            assertThat((double) a[0]).isCloseTo(0.6, within(1e-5));
            assertThat((double) b[0]).isCloseTo(0.8, within(1e-5));
            assertThat(a[1]).isEqualTo(0.3f);
            assertThat(b[2]).isEqualTo(0.4f);
        }
    }
}

package dev.kintsugi.methods.balance;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.cos;
import static org.bytedeco.pytorch.global.torch.log;
import static org.bytedeco.pytorch.global.torch.sin;

import dev.kintsugi.core.random.KeyedRandom;
import dev.kintsugi.methods.multimodal.Pass;
import dev.kintsugi.nn.tensor.TensorBridge;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * Standard normal noise of the shape of a parameter (Box and Muller, both of the pair), from a key per client, step and
 * name, so that a client's noise is the same in a block and alone. As tensors, because a hundred thousand draws a step
 * one by one would take as long as the step.
 */
final class KeyedNoise {
    private static final float UNIT = 0x1.0p-24f;

    private KeyedNoise() {}

    /**
     * Returns noise.
     *
     * @param drawn per client: whether it gets any; zeros for the others
     * @param shape {@code [clients, …]}
     */
    static Tensor of(Pass pass, String name, boolean[] drawn, long... shape) {
        int size = 1;
        for (int i = 1; i < shape.length; i++) {
            size = Math.multiplyExact(size, Math.toIntExact(shape[i]));
        }
        int pairs = (size + 1) / 2;
        float[] radii = new float[drawn.length * pairs];
        float[] angles = new float[radii.length];
        for (int k = 0; k < drawn.length; k++) {
            KeyedRandom random = pass.key(k, name).open();
            for (int i = k * pairs; i < (k + 1) * pairs; i++) {
                long bits = drawn[k] ? random.nextLong() : 0;
                radii[i] = drawn[k] ? ((bits >>> 40) + 1) * UNIT : 1; // in (0, 1]; the logarithm of 1 is no noise
                angles[i] = (bits & 0xffffff) * UNIT;
            }
        }
        Tensor radius = log(TensorBridge.tensor(radii, drawn.length, pairs))
                .mul(new Scalar(-2))
                .sqrt();
        Tensor angle = TensorBridge.tensor(angles, drawn.length, pairs).mul(new Scalar(2 * Math.PI));
        return cat(new TensorVector(radius.mul(cos(angle)), radius.mul(sin(angle))), 1)
                .narrow(1, 0, size)
                .view(shape);
    }
}

package dev.kintsugi.nn.optim;

import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;

/** One number per client in a form that multiplies {@code [clients, …]} tensors. */
final class ClientRates {
    private ClientRates() {}

    /** Returns the values as a float tensor {@code [clients, 1, …]} with as many dimensions as {@code like}. */
    static Tensor column(double[] values, Tensor like) {
        long[] shape = new long[(int) like.dim()];
        Arrays.fill(shape, 1);
        shape[0] = values.length;
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return TensorBridge.tensor(floats, shape);
    }
}

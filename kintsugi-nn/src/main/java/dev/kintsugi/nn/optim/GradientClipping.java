package dev.kintsugi.nn.optim;

import static org.bytedeco.pytorch.global.torch.zeros;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** Clipping of gradients by their L2 norm, for every client on its own. */
public final class GradientClipping {
    private GradientClipping() {}

    /**
     * Returns the gradients, each client's scaled by {@code min(1, bound / (‖g‖₂ + 1e-6))}; the norm runs over all
     * parameters of that client.
     *
     * @param gradients {@code [clients, …]} each
     * @param bound largest L2 norm, above 0
     */
    public static List<Tensor> perClient(List<Tensor> gradients, double bound) {
        long clients = gradients.get(0).size(0);
        Tensor squares = zeros(clients);
        for (Tensor gradient : gradients) {
            squares = squares.add(gradient.reshape(clients, -1).square().sum(1));
        }
        Tensor scale = squares.sqrt()
                .add(new Scalar(1e-6))
                .reciprocal()
                .mul(new Scalar(bound))
                .clamp_max(new Scalar(1.0));
        List<Tensor> clipped = new ArrayList<>();
        for (Tensor gradient : gradients) {
            long[] shape = new long[(int) gradient.dim()];
            Arrays.fill(shape, 1);
            shape[0] = clients;
            clipped.add(gradient.mul(scale.view(shape)));
        }
        return clipped;
    }
}

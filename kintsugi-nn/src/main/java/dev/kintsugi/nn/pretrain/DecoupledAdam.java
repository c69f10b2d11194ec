package dev.kintsugi.nn.pretrain;

import dev.kintsugi.nn.tensor.TensorBridge;
import dev.kintsugi.nn.tensor.Weights;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * AdamW (Loshchilov and Hutter, ICLR 2019, Algorithm 2) over named tensors, with a state that can be saved. Decay acts
 * on matrices other than embeddings, as in the training of CLIP.
 */
final class DecoupledAdam implements AutoCloseable {
    private static final double BETA1 = 0.9;
    private static final double EPSILON = 1e-6; // CLIP's for vision transformers, Radford et al., Table 19

    private final TrainingSettings settings;
    private final Weights weights;
    private final TreeMap<String, Tensor> first = new TreeMap<>();
    private final TreeMap<String, Tensor> second = new TreeMap<>();

    DecoupledAdam(TrainingSettings settings, Weights weights) {
        this.settings = settings;
        this.weights = weights;
        try (PointerScope scope = new PointerScope()) {
            weights.asMap().forEach((name, tensor) -> {
                first.put(name, TensorBridge.keep(tensor.detach().mul(new Scalar(0.0))));
                second.put(name, TensorBridge.keep(tensor.detach().mul(new Scalar(0.0))));
            });
        }
    }

    /** Returns the first moments by the name of their tensor. */
    Map<String, Tensor> first() {
        return first;
    }

    /** Returns the second moments by the name of their tensor. */
    Map<String, Tensor> second() {
        return second;
    }

    /** Returns whether a tensor is decayed. */
    static boolean decays(String name, Tensor tensor) {
        return tensor.dim() >= 2 && !name.contains("embedding");
    }

    /**
     * Makes update {@code step}, counted from 0.
     *
     * @param gradients in the order of the names
     * @return the L2 norm of the gradient before it was clipped
     */
    double stepInPlace(int step, TensorVector gradients) {
        double firstCorrection = 1 - StrictMath.pow(BETA1, step + 1.0);
        double secondCorrection = 1 - StrictMath.pow(settings.beta2(), step + 1.0);
        double rate = settings.rate(step);
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            double norm = norm(gradients);
            double shrink = norm > settings.gradientNorm() ? settings.gradientNorm() / norm : 1;
            int i = 0;
            for (Map.Entry<String, Tensor> entry : weights.asMap().entrySet()) {
                Tensor parameter = entry.getValue();
                Tensor gradient = gradients.get(i++);
                if (shrink != 1) {
                    gradient = gradient.mul(new Scalar(shrink));
                }
                Tensor m = Objects.requireNonNull(first.get(entry.getKey()));
                Tensor v = Objects.requireNonNull(second.get(entry.getKey()));
                m.mul_(new Scalar(BETA1)).add_(gradient, new Scalar(1 - BETA1));
                v.mul_(new Scalar(settings.beta2())).addcmul_(gradient, gradient, new Scalar(1 - settings.beta2()));
                if (settings.weightDecay() > 0 && decays(entry.getKey(), parameter)) {
                    parameter.mul_(new Scalar(1 - rate * settings.weightDecay()));
                }
                Tensor denominator = v.sqrt()
                        .mul_(new Scalar(1 / StrictMath.sqrt(secondCorrection)))
                        .add_(new Scalar(EPSILON));
                parameter.addcdiv_(m, denominator, new Scalar(-rate / firstCorrection));
            }
            return norm;
        }
    }

    private static double norm(TensorVector gradients) {
        double squares = 0;
        for (long i = 0; i < gradients.size(); i++) {
            double norm = gradients.get(i).norm().item_double();
            squares += norm * norm;
        }
        return Math.sqrt(squares);
    }

    @Override
    public void close() {
        first.values().forEach(Tensor::close);
        second.values().forEach(Tensor::close);
        first.clear();
        second.clear();
    }
}

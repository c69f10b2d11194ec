package dev.kintsugi.nn.optim;

import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Adam (Kingma and Ba, ICLR 2015, Algorithm 1) and AdamW (Loshchilov and Hutter, ICLR 2019, Algorithm 2): {@code m = β₁
 * m + (1-β₁) g; v = β₂ v + (1-β₂) g²; p -= η (m / (1-β₁ᵗ)) / (√(v / (1-β₂ᵗ)) + ε)}.
 *
 * <p>All slices start together, so the step count t of the bias correction is one number for the block.
 */
final class BlockAdam implements BlockOptimizer {
    private final Moments moments;
    private final double weightDecay;
    private final boolean decoupled;
    private final List<Tensor> first = new ArrayList<>();
    private final List<Tensor> second = new ArrayList<>();
    private int steps;

    /**
     * The constants of the moments.
     *
     * @param beta1 decay of the first moment
     * @param beta2 decay of the second moment
     * @param epsilon beside the square root
     */
    record Moments(double beta1, double beta2, double epsilon) {}

    BlockAdam(Moments moments, double weightDecay, boolean decoupled) {
        this.moments = moments;
        this.weightDecay = weightDecay;
        this.decoupled = decoupled;
    }

    @Override
    public void stepInPlace(List<Tensor> parameters, List<Tensor> gradients, double[] rates) {
        steps++;
        double firstCorrection = 1 - StrictMath.pow(moments.beta1(), steps);
        double secondCorrection = 1 - StrictMath.pow(moments.beta2(), steps);
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            for (int i = 0; i < parameters.size(); i++) {
                Tensor parameter = parameters.get(i);
                Tensor gradient = gradients.get(i);
                if (weightDecay > 0 && !decoupled) {
                    gradient = gradient.add(parameter, new Scalar(weightDecay));
                }
                if (first.size() <= i) {
                    first.add(TensorBridge.keep(gradient.mul(new Scalar(0.0))));
                    second.add(TensorBridge.keep(gradient.mul(new Scalar(0.0))));
                }
                Tensor m = first.get(i);
                Tensor v = second.get(i);
                m.mul_(new Scalar(moments.beta1())).add_(gradient, new Scalar(1 - moments.beta1()));
                v.mul_(new Scalar(moments.beta2())).addcmul_(gradient, gradient, new Scalar(1 - moments.beta2()));
                Tensor denominator = v.div(new Scalar(secondCorrection)).sqrt().add(new Scalar(moments.epsilon()));
                Tensor direction = m.div(new Scalar(firstCorrection)).div(denominator);
                if (weightDecay > 0 && decoupled) {
                    direction = direction.add(parameter, new Scalar(weightDecay));
                }
                parameter.sub_(direction.mul(ClientRates.column(rates, parameter)));
            }
        }
    }

    @Override
    public void close() {
        first.forEach(Tensor::close);
        second.forEach(Tensor::close);
        first.clear();
        second.clear();
    }
}

package dev.kintsugi.methods.mfcpl;

import dev.kintsugi.methods.block.BlockParameters;
import dev.kintsugi.methods.multimodal.Forward;
import dev.kintsugi.methods.multimodal.Measurements;
import dev.kintsugi.methods.multimodal.Mechanism;
import dev.kintsugi.nn.tensor.TensorBridge;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** One of the losses of MFCPL: a loss per sample, its mean, a weight, and its own line in the report. */
interface PrototypeLoss extends Mechanism {
    /** Returns the weight of the loss, above 0. */
    double weight();

    /** Returns the name of the loss in the report. */
    String title();

    /** Returns the loss of each sample before the weight, {@code [clients, size]}; null if there can be none yet. */
    @Nullable Tensor perSample(Forward forward);

    /** Returns the mean over the samples of each client, {@code [clients]}. */
    private static Tensor mean(Forward forward, Tensor perSample) {
        return perSample.mul(forward.run().batch().weighted()).sum(1);
    }

    @Override
    default @Nullable Tensor loss(Forward forward) {
        @Nullable Tensor perSample = perSample(forward);
        return perSample == null ? null : mean(forward, perSample).mul(new Scalar(weight()));
    }

    @Override
    default void measure(Forward forward, BlockParameters gradients, Measurements measurements) {
        try (NoGradGuard noGrad = new NoGradGuard()) {
            @Nullable Tensor perSample = perSample(forward);
            if (perSample != null) {
                float[] means = TensorBridge.floats(mean(forward, perSample));
                measurements.add(forward.run().batch(), "losses of the prototypes", title(), means);
            }
        }
    }
}

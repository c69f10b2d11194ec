package dev.kintsugi.methods.fedcmi;

import dev.kintsugi.methods.multimodal.Forward;
import dev.kintsugi.methods.multimodal.Mechanism;
import dev.kintsugi.methods.multimodal.Run;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * The uni-modal part of FedCMI's loss: {@code c₁ Σ_m CE(C_m(S_m(z_m)), y)} over the samples that have all modalities.
 *
 * <p>The released code has it on clients whose samples all are complete, and on no other. Here a complete sample counts
 * as much as in the fused loss and another not at all, which is the same on such clients and lies between on mixed
 * ones.
 *
 * @param weight c₁, above 0
 */
record UnimodalSupervision(CrossModalInfiltration projectors, double weight) implements Mechanism {
    @Override
    public Tensor loss(Forward forward) {
        Run run = forward.run();
        Tensor complete = run.complete();
        Tensor sum = null;
        for (Tensor scores : projectors.selfScores(forward)) {
            Tensor loss = run.loss(scores, complete);
            sum = sum == null ? loss : sum.add(loss);
        }
        if (sum == null) {
            throw new IllegalStateException("a network without modalities");
        }
        return sum.mul(new Scalar(weight));
    }
}

package dev.kintsugi.methods.multimodal;

import static org.bytedeco.pytorch.global.torch.zeros;

import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.methods.block.BlockParameters;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.List;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * Shows how the modalities come along: the loss of each alone, how sure each alone is of the true class, and the norm
 * of its encoder's gradient. It changes nothing, and looks at the first step of a round and every fourth after it, as
 * the scores of one modality alone cost a run of the fusion each.
 */
public final class ImbalanceMonitor implements Mechanism {
    private static final int EVERY = 4;

    @Override
    public void measure(Forward forward, BlockParameters gradients, Measurements measurements) {
        if (forward.run().pass().step() % EVERY != 0) {
            return;
        }
        MultimodalBatch batch = forward.run().batch();
        List<Modality> modalities = forward.modalities();
        try (NoGradGuard noGrad = new NoGradGuard()) {
            for (int m = 0; m < modalities.size(); m++) {
                String name = modalities.get(m).name();
                Tensor alone = forward.alone(m);
                Tensor present = batch.weighted().mul(batch.present(modalities.get(m)));
                float[] held = TensorBridge.floats(present.sum(1));
                float[] losses = TensorBridge.floats(forward.run().loss(alone, batch.present(modalities.get(m))));
                float[] sure = TensorBridge.floats(
                        forward.run().confidence(alone).mul(present).sum(1));
                float[] norms = TensorBridge.floats(
                        norm(gradients, ModalityEncoder.prefix(modalities.get(m)), batch.clients()));
                for (int k = 0; k < batch.clients(); k++) {
                    if (held[k] > 0) {
                        measurements.add(k, "loss of each modality", name, losses[k] / held[k]);
                        measurements.add(k, "confidence of each modality", name, sure[k] / held[k]);
                        measurements.add(k, "gradient norm of each encoder", name, norms[k]);
                    }
                }
            }
        }
    }

    /** Returns the L2 norm of the gradients of an encoder per client, {@code [clients]}. */
    private static Tensor norm(BlockParameters gradients, String prefix, int clients) {
        Tensor squares = zeros(clients);
        for (String name : gradients.names()) {
            if (name.startsWith(prefix)) {
                squares = squares.add(
                        gradients.get(name).square().reshape(clients, -1).sum(1));
            }
        }
        return squares.sqrt();
    }
}

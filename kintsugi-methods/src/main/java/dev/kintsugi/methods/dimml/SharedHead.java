package dev.kintsugi.methods.dimml;

import dev.kintsugi.methods.block.BlockLayers;
import dev.kintsugi.methods.multimodal.Forward;
import dev.kintsugi.methods.multimodal.Mechanism;
import dev.kintsugi.methods.multimodal.MultimodalNetwork;
import dev.kintsugi.methods.multimodal.Tokens;
import dev.kintsugi.methods.parameter.ParameterLayout;
import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * One head for the features of all modalities, which gives them one meaning: {@code w Σ_m CE(g(z_m), y)} over the
 * samples that have m. Whoever holds any modality trains it, so it is averaged over all clients.
 *
 * @param weight w, above 0
 */
record SharedHead(double weight, Stages stages) implements Mechanism {
    private static final String NAME = "dimml.shared-head";

    @Override
    public void declare(ParameterLayout layout, MultimodalNetwork network) {
        layout.linear(NAME, NAME, Optional.empty(), network.width(), network.classes());
    }

    @Override
    public @Nullable Tensor loss(Forward forward) {
        if (stages.second(forward.run())) {
            return null;
        }
        @Nullable Tensor sum = null;
        for (Tokens features : forward.features()) {
            Tensor scores = BlockLayers.linear(forward.run().current(), NAME, features.pooled());
            Tensor loss = forward.run().loss(scores, features.present());
            sum = sum == null ? loss : sum.add(loss);
        }
        return sum == null ? null : sum.mul(new Scalar(weight));
    }
}

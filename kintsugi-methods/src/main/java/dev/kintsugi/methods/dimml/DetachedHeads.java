package dev.kintsugi.methods.dimml;

import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.methods.block.BlockLayers;
import dev.kintsugi.methods.multimodal.Forward;
import dev.kintsugi.methods.multimodal.Mechanism;
import dev.kintsugi.methods.multimodal.MultimodalNetwork;
import dev.kintsugi.methods.multimodal.Run;
import dev.kintsugi.methods.multimodal.Tokens;
import dev.kintsugi.methods.parameter.ParameterLayout;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A head per modality that trains its encoder apart from the others: {@code Σ_m CE(f_m(z_m), y)} over the samples that
 * have m.
 */
record DetachedHeads(Stages stages) implements Mechanism {
    private static String name(Modality modality) {
        return "dimml.head." + modality.name();
    }

    @Override
    public void declare(ParameterLayout layout, MultimodalNetwork network) {
        for (Modality modality : network.modalities()) {
            String name = name(modality);
            layout.linear(name, name, Optional.of(modality), network.width(), network.classes());
        }
    }

    /** Returns {@code f_m(z_m)}, {@code [clients, size, classes]}. */
    static Tensor scores(Run run, List<Tokens> features, int modality) {
        String name = name(run.network().modalities().get(modality));
        return BlockLayers.linear(run.current(), name, features.get(modality).pooled());
    }

    @Override
    public Tensor alone(Run run, List<Tokens> features, int modality) {
        return scores(run, features, modality);
    }

    @Override
    public @Nullable Tensor loss(Forward forward) {
        if (stages.second(forward.run())) {
            return null;
        }
        @Nullable Tensor sum = null;
        for (int m = 0; m < forward.features().size(); m++) {
            Tensor scores = scores(forward.run(), forward.features(), m);
            Tensor loss = forward.run().loss(scores, forward.features().get(m).present());
            sum = sum == null ? loss : sum.add(loss);
        }
        return sum;
    }
}

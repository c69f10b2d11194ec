package dev.kintsugi.methods.prompted;

import static org.bytedeco.pytorch.global.torch.clamp_min;
import static org.bytedeco.pytorch.global.torch.zeros_like;

import dev.kintsugi.core.data.FeatureKind;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.methods.block.BlockParameters;
import dev.kintsugi.methods.fedpgp.GlobalContrast;
import dev.kintsugi.methods.multimodal.Forward;
import dev.kintsugi.methods.multimodal.Measurements;
import dev.kintsugi.methods.multimodal.Mechanism;
import dev.kintsugi.methods.multimodal.MultimodalBatch;
import dev.kintsugi.methods.multimodal.Run;
import dev.kintsugi.methods.multimodal.Tokens;
import dev.kintsugi.methods.stream.PoolQuery;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What goes with prompts of a client's own: FedPGP's contrast ({@link GlobalContrast}), carried over from features of
 * class sentences to features of samples. With z_G of the shared prompts, z_P of the client's and z_C of the frozen
 * tower without prompts, {@code μ · mean over samples and their modalities of softplus((cos(z_G, z_P) − cos(z_G, z_C))
 * / τ)}.
 *
 * @param personal weight 0 leaves the loss out, and its second pass through the towers
 * @param modalities of the towers with prompts
 */
record PersonalPart(PersonalOptions personal, List<Modality> modalities) implements Mechanism {
    /** Copies the list. */
    PersonalPart {
        modalities = List.copyOf(modalities);
    }

    @Override
    public @Nullable Tensor loss(Forward forward) {
        if (personal.mu() == 0) {
            return null;
        }
        Run run = forward.run();
        MultimodalBatch batch = run.batch();
        List<Tokens> own = forward.encoded();
        List<Tokens> shared = shared(run, own);
        Tensor held = batch.present(modalities.get(0));
        for (Modality modality : modalities.subList(1, modalities.size())) {
            held = held.add(batch.present(modality));
        }
        Tensor weights = batch.weighted().div(clamp_min(held, new Scalar(1)));
        Tensor sum = batch.weighted().mul(new Scalar(0)).sum(1);
        for (Modality modality : modalities) {
            int m = forward.modalities().indexOf(modality);
            Tensor contrast = GlobalContrast.of(
                    direction(shared.get(m)),
                    direction(own.get(m)),
                    PoolQuery.normalised(batch.features(FeatureKind.pooled(modality))),
                    personal.temperature());
            sum = sum.add(contrast.mul(batch.present(modality)).mul(weights).sum(1));
        }
        return sum.mul(new Scalar(personal.mu()));
    }

    /** Returns the features of the shared prompts alone. */
    private List<Tokens> shared(Run run, List<Tokens> own) {
        if (personal.bottleneck() == 0) {
            return own;
        }
        Map<String, Tensor> without = new TreeMap<>();
        for (Modality modality : modalities) {
            String left = PlainPrompts.left(modality);
            without.put(left, zeros_like(run.current().get(left)));
        }
        return run.network().encode(run.current().with(without), run.batch(), run.pass());
    }

    private static Tensor direction(Tokens features) {
        return PoolQuery.normalised(features.pooled());
    }

    @Override
    public void measure(Forward forward, BlockParameters gradients, Measurements measurements) {
        MultimodalBatch batch = forward.run().batch();
        BlockParameters current = forward.run().current();
        try (NoGradGuard noGrad = new NoGradGuard()) {
            for (Modality modality : modalities) {
                PlainPrompts.offset(current, modality).ifPresent(offset -> {
                    Tensor size = norm(offset).div(norm(current.get(PlainPrompts.shared(modality))));
                    measurements.add(
                            batch,
                            "size of the own part of the prompts relative to the shared one",
                            modality.name(),
                            TensorBridge.floats(size));
                });
            }
        }
    }

    private static Tensor norm(Tensor values) {
        return values.square().reshape(values.size(0), -1).sum(1).sqrt();
    }
}

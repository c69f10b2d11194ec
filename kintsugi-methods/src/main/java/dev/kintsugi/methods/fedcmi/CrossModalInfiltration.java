package dev.kintsugi.methods.fedcmi;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.clamp_min;
import static org.bytedeco.pytorch.global.torch.zeros_like;

import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.core.parameter.Scope;
import dev.kintsugi.methods.block.BlockLayers;
import dev.kintsugi.methods.block.BlockParameters;
import dev.kintsugi.methods.multimodal.Forward;
import dev.kintsugi.methods.multimodal.Measurements;
import dev.kintsugi.methods.multimodal.Mechanism;
import dev.kintsugi.methods.multimodal.MultimodalNetwork;
import dev.kintsugi.methods.multimodal.ProjectorForm;
import dev.kintsugi.methods.multimodal.Run;
import dev.kintsugi.methods.multimodal.SelfProjectors;
import dev.kintsugi.methods.multimodal.Tokens;
import dev.kintsugi.methods.parameter.ParameterLayout;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * The projectors and classifiers of FedCMI: for every modality m a self projector {@code S_m}, for every other modality
 * j a projector {@code I_{m→j}} that imitates it, and one classifier {@code C_m} over all projectors of m (released
 * {@code DecomposedAVClassifier}; its {@code av} and {@code va} with two modalities).
 *
 * <p>Where a sample has m, the fusion gets {@code S_m(z_m)}; where it misses it, one token: the mean of
 * {@code I_{j→m}(z_j)} over the modalities j that it has. The mean is ours; with two modalities there is one j.
 *
 * <p>To be the first mechanism that changes features, in a network without projectors of its own: it brings them.
 *
 * @param form of all projectors, not {@code NONE}
 * @param personal whether {@code I} and {@code C} stay on their client
 */
public record CrossModalInfiltration(ProjectorForm form, boolean personal) implements Mechanism {
    /** Group of the charts of how sure each classifier is. */
    private static final String CONFIDENCE = "confidence of each uni-modal classifier";

    private SelfProjectors self() {
        return new SelfProjectors(form);
    }

    private static String infiltration(Modality from, Modality to) {
        return "projector." + from.name() + ".as-" + to.name();
    }

    private static String classifier(Modality modality) {
        return "classifier." + modality.name();
    }

    @Override
    public void declare(ParameterLayout layout, MultimodalNetwork network) {
        List<Modality> modalities = network.modalities();
        if (modalities.size() < 2) {
            throw new ConfigException("encoders.modalities: fedcmi lets modalities imitate each other and takes two or"
                    + " more, but there is " + modalities + " only; take fedmultimodal for one");
        }
        self().declare(layout, network);
        ParameterLayout branches = new ParameterLayout();
        for (Modality from : modalities) {
            branches.linear(classifier(from), classifier(from), Optional.of(from), network.width(), network.classes());
            for (Modality to : modalities) {
                if (!to.equals(from)) {
                    form.declare(branches, infiltration(from, to), from, network.width());
                }
            }
        }
        layout.addAll(branches, personal ? Scope.LOCAL : Scope.SHARED);
    }

    @Override
    public List<Tokens> features(Run run, List<Tokens> features) {
        List<Modality> modalities = run.network().modalities();
        List<Tensor> present = features.stream().map(Tokens::present).toList();
        List<Tokens> filled = new ArrayList<>();
        for (int m = 0; m < features.size(); m++) {
            Tokens own = self().of(run.current(), modalities.get(m), features.get(m));
            filled.add(isEverywhere(present.get(m)) ? own : filled(run, features, present, m, own));
        }
        return filled;
    }

    private static boolean isEverywhere(Tensor present) {
        for (float flag : TensorBridge.floats(present)) {
            if (flag == 0) {
                return false;
            }
        }
        return true;
    }

    private Tokens filled(Run run, List<Tokens> features, List<Tensor> present, int missing, Tokens own) {
        List<Modality> modalities = run.network().modalities();
        Tensor sum = zeros_like(features.get(missing).pooled());
        Tensor sources = zeros_like(present.get(missing));
        for (int j = 0; j < features.size(); j++) {
            if (j != missing) {
                Tensor imitated =
                        infiltrated(run.current(), modalities.get(j), modalities.get(missing), features.get(j));
                sum = sum.add(imitated.mul(present.get(j).unsqueeze(2)));
                sources = sources.add(present.get(j));
            }
        }
        Tensor absent = present.get(missing).mul(new Scalar(-1)).add(new Scalar(1));
        Tensor fill = sum.div(clamp_min(sources, new Scalar(1)).unsqueeze(2)).mul(absent.unsqueeze(2));
        Tensor mask = absent.mul(sources.gt(new Scalar(0)).to(absent.scalar_type()));
        return new Tokens(
                own.values().add(asFirst(fill.unsqueeze(2), own.values())),
                own.mask().add(asFirst(mask.unsqueeze(2), own.mask())));
    }

    /** Returns zeros like {@code whole} with {@code first} at the first place of dimension 2. */
    private static Tensor asFirst(Tensor first, Tensor whole) {
        long places = whole.size(2);
        return places == 1 ? first : cat(new TensorVector(first, zeros_like(whole.narrow(2, 1, places - 1))), 2);
    }

    /** Returns {@code I_{from→to}} of the mean token of each sample, {@code [clients, size, width]}. */
    private Tensor infiltrated(BlockParameters parameters, Modality from, Modality to, Tokens encoded) {
        return form.apply(parameters, infiltration(from, to), encoded.pooled());
    }

    /**
     * Returns {@code C_m(S_m(z_m))}, {@code [clients, size, classes]}.
     *
     * @param encoded tokens of m as its encoder gave them
     */
    Tensor selfScores(BlockParameters parameters, Modality modality, Tokens encoded) {
        Tensor projected = self().of(parameters, modality, encoded).pooled();
        return BlockLayers.linear(parameters, classifier(modality), projected);
    }

    /** Returns {@link #selfScores} of every modality of a run, in their order. */
    List<Tensor> selfScores(Forward forward) {
        List<Tensor> scores = new ArrayList<>();
        for (int m = 0; m < forward.modalities().size(); m++) {
            scores.add(selfScores(
                    forward.run().current(),
                    forward.modalities().get(m),
                    forward.encoded().get(m)));
        }
        return scores;
    }

    /**
     * Returns {@code C_from(I_{from→to}(z_from))}, {@code [clients, size, classes]}: what {@code from} says when it
     * imitates {@code to}.
     *
     * @param encoded tokens of {@code from} as its encoder gave them
     */
    Tensor imitatedScores(BlockParameters parameters, Modality from, Modality to, Tokens encoded) {
        return BlockLayers.linear(parameters, classifier(from), infiltrated(parameters, from, to, encoded));
    }

    @Override
    public void measure(Forward forward, BlockParameters gradients, Measurements measurements) {
        List<Modality> modalities = forward.modalities();
        try (NoGradGuard noGrad = new NoGradGuard()) {
            Dominance dominance = Dominance.of(forward.run(), selfScores(forward));
            for (int k = 0; k < forward.run().batch().clients(); k++) {
                for (int m = 0; m < modalities.size() && dominance.samples(k) > 0; m++) {
                    String name = modalities.get(m).name();
                    measurements.add(k, CONFIDENCE, name, dominance.sum(k, m) / dominance.samples(k));
                    if (m > 0) {
                        String ratio = modalities.get(0).name() + " over " + name;
                        measurements.add(k, "ratio of confidences", ratio, dominance.sum(k, 0) / dominance.sum(k, m));
                    }
                }
            }
        }
    }
}

package dev.kintsugi.methods.dimml;

import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.method.Fidelity;
import dev.kintsugi.core.method.MethodCard;
import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.core.method.Placement;
import dev.kintsugi.core.method.Workplace;
import dev.kintsugi.methods.multimodal.FederationAlgorithm;
import dev.kintsugi.methods.multimodal.MultimodalFactory;
import java.util.List;

/**
 * Encoders are trained apart, each with a head of its own, so that none holds another back; a shared head and a
 * contrast on each other's dimensions tie them; a fusion is trained at the end, and all heads vote by how sure they
 * are.
 *
 * <p>Follows Fan et al., "Detached and Interactive Multimodal Learning", ACM MM 2024, arXiv 2407.19514, and its
 * released code, which is centralised. <b>Differs:</b> the federated form is reconstructed (see the card): whatever
 * samples miss, every client trains the encoders that it holds. <b>Limit:</b> without shared head and contrast each
 * modality is {@code fedmultimodal} of that modality alone, bit for bit.
 */
public final class DiMml {
    private DiMml() {}

    /** Returns the factory. */
    public static MethodFactory factory() {
        return new MultimodalFactory<>(
                new MethodCard(
                        "di-mml",
                        "encoders trained apart that learn from each other's dimensions, and a fusion at the end; federated",
                        "Fan et al., Detached and Interactive Multimodal Learning, ACM MM 2024, arXiv 2407.19514",
                        Fidelity.ADAPTATION,
                        Placement.FEDERATED,
                        "encoders and heads in both directions; in two rounds class sums and hits per dimension go up, and class"
                                + " means with the encoders that they are of come down; then the dimensions of each modality",
                        List.of(),
                        List.of(
                                "samples with several labels: the nearest class mean has no meaning for them",
                                "fedopt with a second stage: the server's momentum would move frozen encoders"),
                        List.of(
                                "code: the losses of both stages, the effective dimensions, the contrast, the weighted inference",
                                "reconstructed: encoders and heads are averaged over the holders of their modality, the shared"
                                        + " head over all",
                                "reconstructed: the dimensions are divided by the server from pooled class sums and pooled hits,"
                                        + " over the samples that have the modality; the contrast is over complete samples",
                                "reconstructed: the second stage is the last rounds, on complete samples, averaged by their"
                                        + " number; its fusion is the experiment's",
                                "reconstructed: in inference a missing modality has no vote, nor has the fusion in a sample that"
                                        + " misses something or before it was trained",
                                "ours: with more than two modalities the contrast is over all ordered pairs"),
                        "shared-head 0, contrast 0, stage-two-rounds 0: every encoder equals fedmultimodal on its modality alone"),
                DiMmlOptions.DEFAULTS,
                DiMmlOptions::network,
                DiMmlOptions::mechanisms,
                DiMml::check);
    }

    /** Throws if samples have several labels, or if FedOpt meets a second stage. */
    private static void check(Workplace workplace, DiMmlOptions options) {
        if (!workplace.examples().targets().isSingleLabel()) {
            throw new ConfigException(
                    "method 'di-mml' divides the dimensions by the nearest class mean and needs exactly"
                            + " one label per sample, but there are samples with none or several; take mfcpl, fedmac or"
                            + " fedmultimodal");
        }
        if (options.stageTwoRounds() > 0 && options.network().algorithm() instanceof FederationAlgorithm.FedOpt) {
            throw new ConfigException("method 'di-mml' freezes its encoders in the second stage, but network.algorithm"
                    + " fedopt would move them on by the server's momentum; take fedavg, fedprox or scaffold, or set"
                    + " stage-two-rounds: 0");
        }
    }
}

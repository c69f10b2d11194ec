package dev.kintsugi.methods.fedcmi;

import dev.kintsugi.core.method.Fidelity;
import dev.kintsugi.core.method.MethodCard;
import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.core.method.Placement;
import dev.kintsugi.methods.multimodal.MultimodalFactory;
import java.util.List;

/**
 * Every modality learns to imitate the others, taught by the one that dominates, and stands in for what a sample
 * misses.
 *
 * <p>Follows Fan et al., "Balanced Multi-modal Federated Learning via Cross-Modal Infiltration", arXiv 2401.00894, by
 * the code that its authors released with a later paper ({@code client/FedCMI.py}, {@code server/FedCMI.py}): branches,
 * losses and their weights 2, 1 and 2, temperatures, groups of the server. The paper's text was not at hand.
 * <b>Differs: </b> that code does not run as committed (its server builds a network without branches), so only its
 * formulas are taken; complete is a property of samples, not of clients; more than two modalities, several labels per
 * sample and the guards of the temperatures are ours; a personal branch never travels, and so also the teacher has the
 * client's own. <b>Limit:</b> with complete samples and both weights 0 this is {@code fedmultimodal} with the same
 * projectors.
 */
public final class FedCmi {
    private FedCmi() {}

    /** Returns the factory. */
    public static MethodFactory factory() {
        MethodCard card = new MethodCard(
                "fedcmi",
                "projectors imitate the missing modalities, taught by the dominant one with class-wise temperatures",
                "Fan et al., Balanced Multi-modal Federated Learning via Cross-Modal Infiltration, arXiv 2401.00894",
                Fidelity.OFFICIAL_CODE,
                Placement.FEDERATED,
                "encoders, projectors, uni-modal classifiers and fusion in both directions; with a personal branch not the"
                        + " imitating projectors and the classifiers",
                List.of(),
                List.of("one modality"),
                List.of(
                        "formulas, weights c1 = 2, c2 = 1, c3 = 2 and defaults from the released code, whose wiring does not"
                                + " run as committed; the paper's text was not read",
                        "complete is a property of samples, not of clients: losses of complete samples count within each"
                                + " batch",
                        "reconstructed: more than two modalities (the surest teaches all others, temperatures per pair, mean"
                                + " of what imitates a missing one) and several labels per sample",
                        "a class that a modality gives no probability gets temperature 1 or a guarded one instead of a"
                                + " division by 0",
                        "projectors act on every token; imitations are one token made of the mean",
                        "a personal branch stays on its client; the released code sends it too and does not load it, and"
                                + " teaches with the server's",
                        "optimiser and schedule are the experiment's; the published SGD has learning rate 1e-3, momentum"
                                + " 0.9, weight decay 1e-4"),
                "complete samples, unimodal-weight 0, distillation-weight 0: equals fedmultimodal with the same"
                        + " projectors");
        return new MultimodalFactory<>(
                card, FedCmiOptions.DEFAULTS, FedCmiOptions::withoutProjectors, FedCmiOptions::mechanisms);
    }
}

package dev.kintsugi.methods.mfcpl;

import dev.kintsugi.core.method.Fidelity;
import dev.kintsugi.core.method.MethodCard;
import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.core.method.Placement;
import dev.kintsugi.methods.multimodal.MultimodalFactory;
import java.util.List;

/**
 * Clients send the mean of every class in a joint space; the server makes of them one complete prototype per class, to
 * which the clients draw samples with and without holes.
 *
 * <p>Follows Le et al., "Cross-Modal Prototype based Multimodal Federated Learning under Severely Missing Modality",
 * arXiv 2401.13898. <b>Differs:</b> the two equations of the prototypes are those of the paper as others quote them;
 * the three losses, the heads into the joint space and all coefficients are reconstructed, for neither the text nor
 * code of the authors could be read. <b>Limit:</b> with all three weights 0 this is {@code fedmultimodal} bit for bit.
 */
public final class Mfcpl {
    private Mfcpl() {}

    /** Returns the factory. */
    public static MethodFactory factory() {
        MethodCard card = new MethodCard(
                "mfcpl",
                "class prototypes of all clients in a joint space hold samples with holes together",
                "Le et al., Cross-Modal Prototype based Multimodal Federated Learning under Severely Missing Modality,"
                        + " arXiv 2401.13898",
                Fidelity.RECONSTRUCTION,
                Placement.FEDERATED,
                "up: the network, a mean vector and a count per class; down: the network and a prototype per class",
                List.of(),
                List.of(),
                List.of(
                        "quoted by others: prototypes of a client as class means, complete prototypes as the mean of the"
                                + " clients that have the class, equally weighted",
                        "reconstructed: all three losses (squared distance to the prototype, contrast over the"
                                + " prototypes per modality, squared distance between modalities), their weights and"
                                + " temperature",
                        "reconstructed: heads Linear-ReLU-Linear; the joint one reads the pooled features of all"
                                + " modalities side by side; vectors and prototypes are compared at length 1",
                        "reconstructed: without a prototype, as in the first round, a class has no part in the losses;"
                                + " a class that no client of a round has keeps its prototype",
                        "ours: more than two modalities are aligned in pairs, with the mean over the pairs; a sample"
                                + " with several labels counts in each of its classes"),
                "regularisation, contrast and alignment 0: equals fedmultimodal");
        return new MultimodalFactory<>(card, MfcplOptions.DEFAULTS, MfcplOptions::network, MfcplOptions::mechanisms);
    }
}

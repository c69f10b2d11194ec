package dev.kintsugi.methods.fedmac;

import dev.kintsugi.core.method.Fidelity;
import dev.kintsugi.core.method.MethodCard;
import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.core.method.Placement;
import dev.kintsugi.methods.multimodal.MultimodalFactory;
import java.util.List;

/**
 * A learned embedding stands for a modality that a sample misses, every modality is rebuilt from the others and mixed
 * with what was seen by a gate, and a contrastive loss draws the modalities of one sample together.
 *
 * <p>Follows Nguyen et al., "FedMAC: Tackling Partial-Modality Missing in Federated Learning with Cross-Modal
 * Aggregation and Contrastive Regularization", NCA 2024, arXiv 2410.03070, as others derived its code. <b>Differs:</b>
 * three defects of that code are mended (see the card), the embeddings are averaged, and rows are rebuilt within their
 * sample (of two modalities, from the other one). <b>Limit:</b> without rebuilding and with contrast 0, samples that
 * miss nothing train as in {@code fedmultimodal} with a pooled fusion, bit for bit.
 */
public final class FedMac {
    private FedMac() {}

    /** Returns the factory. */
    public static MethodFactory factory() {
        MethodCard card = new MethodCard(
                "fedmac",
                "embeddings for what is missing, features rebuilt across modalities, and a dual contrastive loss",
                "Nguyen et al., FedMAC: Tackling Partial-Modality Missing in Federated Learning with Cross-Modal"
                        + " Aggregation and Contrastive Regularization, NCA 2024, arXiv 2410.03070",
                Fidelity.THIRD_PARTY,
                Placement.FEDERATED,
                "the network with embeddings, projectors and gate in both directions",
                List.of(),
                List.of(),
                List.of(
                        "derived code, of others: embeddings, projectors, contrastive losses, rebuilding, gate and their"
                                + " numbers",
                        "mended: that code mixes the wrong rows when it rebuilds (similarities by modality, features"
                                + " by sample), divides the similarities of the loss in place, and averages projectors"
                                + " over clients that lack the modality",
                        "reconstructed: the embeddings are averaged over all clients by examples; the derived server"
                                + " drops what clients learned of them",
                        "ours: a row is rebuilt from its own sample, so that no score depends on the batch; with"
                                + " two modalities that is the other one, whatever the similarities say; 'rebuild: batch'"
                                + " takes the batch in training, as the derived code does",
                        "ours: the encoders of the experiment, one per modality, and its fusion over the pooled result;"
                                + " the derived code has one Inception network for all leads and a hidden layer"),
                "rebuild none and contrast 0, nothing missing, pooled fusion: equals fedmultimodal");
        return new MultimodalFactory<>(card, FedMacOptions.DEFAULTS, FedMacOptions::network, FedMacOptions::mechanisms);
    }
}

package dev.kintsugi.methods.fedmultimodal;

import dev.kintsugi.core.method.Fidelity;
import dev.kintsugi.core.method.MethodCard;
import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.core.method.Placement;
import dev.kintsugi.methods.multimodal.MultimodalFactory;
import java.util.List;

/**
 * Encoders of several modalities and a fusion, trained under FedAvg, FedProx, SCAFFOLD or FedOpt; what a sample misses
 * is zeros to the fusion.
 *
 * <p>Follows Feng et al., "FedMultimodal: A Benchmark for Multimodal Federated Learning", KDD 2023, and its released
 * code: encoders of sensor streams, attention fusion, algorithms. <b>Differs:</b> a missing modality is taken out after
 * its encoder, where the released code feeds zeros into it, so that plain fusion is the control that fills with zeros;
 * an encoder is averaged over the clients that hold its modality; sounds go through a small ResNet over log-mel
 * spectrograms instead of recurrent units over MFCCs. <b>Limit:</b> with one modality this is plain federated averaging
 * of one encoder with a linear head.
 */
public final class FedMultimodal {
    private static final String PAPER =
            "Feng et al., FedMultimodal: A Benchmark for Multimodal Federated Learning, KDD 2023";
    private static final List<String> DEVIATIONS = List.of(
            "a missing modality is zeros behind its encoder, which makes plain fusion the zero-fill control; the"
                    + " released code feeds zeros into the encoder",
            "an encoder is averaged over the clients that hold its modality",
            "sounds: a small ResNet over log-mel spectrograms instead of recurrent units over MFCCs",
            "the default fusion is a concatenation with a linear head; the benchmark's attention fusion is fusion: {kind:"
                    + " attention}",
            "photos and texts: outputs of one frozen two-tower model, instead of a MobileNetV2 and a MobileBERT",
            "optimiser and schedule are the experiment's");

    private FedMultimodal() {}

    /** Returns the factory. */
    public static MethodFactory factory() {
        return factory(new MethodCard(
                "fedmultimodal",
                "an encoder per modality and a fusion, under FedAvg, FedProx, SCAFFOLD or FedOpt",
                PAPER,
                Fidelity.OFFICIAL_CODE,
                Placement.FEDERATED,
                "encoders and fusion in both directions; SCAFFOLD: control variates too",
                List.of(),
                List.of(),
                DEVIATIONS,
                "one modality: federated averaging of one encoder"));
    }

    /** Returns the factory of the bound that trains on one pool of all data. */
    public static MethodFactory centralised() {
        return factory(new MethodCard(
                "fedmultimodal-centralised",
                "the same encoders and fusion trained on one pool of all data; an upper bound",
                PAPER + ", on pooled data",
                Fidelity.ADAPTATION,
                Placement.CENTRALISED,
                "nothing; the data are pooled",
                List.of(),
                List.of("any setting of clients: the pool is one"),
                DEVIATIONS,
                "equals fedmultimodal with one client that owns all data"));
    }

    private static MethodFactory factory(MethodCard card) {
        return new MultimodalFactory<>(
                card, FedMultimodalOptions.DEFAULTS, FedMultimodalOptions::network, FedMultimodalOptions::mechanisms);
    }
}

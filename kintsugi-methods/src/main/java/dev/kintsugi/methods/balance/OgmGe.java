package dev.kintsugi.methods.balance;

import dev.kintsugi.core.method.Fidelity;
import dev.kintsugi.core.method.MethodCard;
import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.core.method.Placement;
import dev.kintsugi.methods.multimodal.MultimodalFactory;
import java.util.List;

/**
 * Gradients of the encoder whose modality is ahead are made smaller, and noise keeps what they had of variety.
 *
 * <p>Follows Peng et al., "Balanced Multimodal Learning via On-the-fly Gradient Modulation", CVPR 2022, Eq. 8 to 12,
 * its released {@code main.py}, and its use in a federation in BMSFed ({@code client/base.py}). <b>Differs:</b> per
 * batch by its complete samples, where BMSFed goes by whole clients; more than two modalities are compared as in the
 * journal version. <b>Limit:</b> {@code alpha: 0, noise: false} is fedmultimodal bit for bit.
 */
public final class OgmGe {
    private OgmGe() {}

    /** Returns the factory. */
    public static MethodFactory factory() {
        return new MultimodalFactory<>(
                new MethodCard(
                        "ogm-ge",
                        "holds back the gradients of the encoder that is ahead, with noise",
                        "Peng et al., Balanced Multimodal Learning via On-the-fly Gradient Modulation, CVPR 2022",
                        Fidelity.OFFICIAL_CODE,
                        Placement.FEDERATED,
                        "encoders and fusion in both directions; nothing extra",
                        List.of(),
                        List.of("one modality: there is nothing to compare"),
                        List.of(
                                "code: factor, noise, federated use on clients with all modalities; convolutions only, where an"
                                        + " encoder has some (ours: otherwise all its parameters; parameters: all or"
                                        + " convolutions says so)",
                                "ours: a client is modulated by the complete samples of a batch",
                                "more than two modalities: the mean of the ratios to the others (journal version)",
                                "several labels: the mean probability of the true classes",
                                "heads that are not linear: the others' features are zeros (journal version)"),
                        "alpha 0 without noise: equals fedmultimodal"),
                OgmGeOptions.DEFAULTS,
                OgmGeOptions::network,
                OgmGeOptions::mechanisms);
    }
}

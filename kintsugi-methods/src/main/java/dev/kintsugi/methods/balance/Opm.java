package dev.kintsugi.methods.balance;

import dev.kintsugi.core.method.Fidelity;
import dev.kintsugi.core.method.MethodCard;
import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.core.method.Placement;
import dev.kintsugi.methods.multimodal.MultimodalFactory;
import java.util.List;

/**
 * Features of the modality that is ahead are taken away at random before the fusion, so that the others must do; alone,
 * or with the modulation of gradients of {@link OgmGe}.
 *
 * <p>Follows Wei et al., "On-the-fly Modulation for Balanced Multimodal Learning", TPAMI 2024: its released code, and
 * its Eq. 6 to 8, 11, 12, 16 and 17 as a re-implementation quotes them. <b>Differs:</b> complete samples only; for the
 * equations the rate of a round's first step comes from all rows of the client. <b>Limit:</b> {@code base-rate: 0} (and
 * {@code alpha: 0, noise: false}) is fedmultimodal bit for bit.
 */
public final class Opm {
    private static final String PAPER =
            "Wei et al., On-the-fly Modulation for Balanced Multimodal Learning, TPAMI 2024";
    private static final List<String> DEVIATIONS = List.of(
            "released: code, with its warm-up of 6 epochs as 6 rounds; equations: as a third party quotes them",
            "reconstructed: the federated use; only complete samples are compared and changed",
            "equations: the rate of a round's first step comes from all rows under the received parameters",
            "several labels: the mean probability of the true classes");

    private Opm() {}

    /** Returns the factory. */
    public static MethodFactory factory() {
        return new MultimodalFactory<>(
                card("opm", "drops features of the modality that is ahead", "base-rate 0: equals fedmultimodal"),
                OpmOptions.DEFAULTS,
                OpmOptions::network,
                OpmOptions::mechanisms);
    }

    /** Returns the factory of the method that modulates gradients too. */
    public static MethodFactory withGradients() {
        return new MultimodalFactory<>(
                card(
                        "opm-ogm",
                        "drops features of the modality that is ahead and holds back its gradients",
                        "base-rate 0: ogm-ge in the rounds of modulation; with alpha 0 without noise: fedmultimodal"),
                OpmOgmOptions.DEFAULTS,
                OpmOgmOptions::network,
                OpmOgmOptions::mechanisms);
    }

    private static MethodCard card(String id, String title, String limitCase) {
        return new MethodCard(
                id,
                title,
                PAPER,
                Fidelity.OFFICIAL_CODE,
                Placement.FEDERATED,
                "encoders and fusion in both directions; nothing extra",
                List.of(),
                List.of("one modality: there is nothing to compare"),
                DEVIATIONS,
                limitCase);
    }
}

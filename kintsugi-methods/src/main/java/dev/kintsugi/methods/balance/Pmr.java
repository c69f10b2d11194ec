package dev.kintsugi.methods.balance;

import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.method.Fidelity;
import dev.kintsugi.core.method.MethodCard;
import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.core.method.Placement;
import dev.kintsugi.core.method.Workplace;
import dev.kintsugi.methods.multimodal.MultimodalFactory;
import java.util.List;

/**
 * The modality that is behind is drawn to the client's class prototypes, and early on the other is kept from being too
 * sure.
 *
 * <p>Follows Fan et al., "PMR: Prototypical Modal Rebalance for Multimodal Learning", CVPR 2023, Eq. 6 to 13 and
 * Algorithm 1, or its released code, and its use in a federation in BMSFed ({@code client/base.py}). <b>Differs:</b>
 * prototypes are means over all rows of the client, as in BMSFed, instead of a tenth; the number of rounds of the
 * entropy term is ours. <b>Limit:</b> weights 0 are fedmultimodal bit for bit.
 */
public final class Pmr {
    private Pmr() {}

    /** Returns the factory. */
    public static MethodFactory factory() {
        return new MultimodalFactory<>(
                new MethodCard(
                        "pmr",
                        "draws the modality that is behind to class prototypes of the client",
                        "Fan et al., PMR: Prototypical Modal Rebalance for Multimodal Learning, CVPR 2023",
                        Fidelity.PAPER_TEXT,
                        Placement.FEDERATED,
                        "encoders and fusion in both directions; prototypes stay on the client",
                        List.of(),
                        List.of("other than two modalities", "samples with several labels"),
                        List.of(
                                "form equations: the paper's text; form released: the authors' code, which has neither"
                                        + " the clipped weights nor the entropy term",
                                "prototypes of all local rows per round, as in the federated code; the paper takes a"
                                        + " tenth of the training data per epoch",
                                "their momentum runs over the rounds of the client; the federated code has none",
                                "a class that the client has not gets probability 0, as in the federated code",
                                "not stated in the paper: the last round of the entropy term"),
                        "alpha 0 and entropy-weight 0: equals fedmultimodal"),
                PmrOptions.DEFAULTS,
                PmrOptions::network,
                PmrOptions::mechanisms,
                (workplace, options) -> check(workplace));
    }

    /** Throws if samples have several labels, of which no distribution over prototypes tells. */
    private static void check(Workplace workplace) {
        if (!workplace.examples().targets().isSingleLabel()) {
            throw new ConfigException("method 'pmr' measures samples by their distances to class prototypes and needs"
                    + " exactly one label per sample, but there are samples with none or several; take ogm-ge, opm or"
                    + " fedmultimodal");
        }
    }
}

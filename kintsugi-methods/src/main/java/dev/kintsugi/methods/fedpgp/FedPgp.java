package dev.kintsugi.methods.fedpgp;

import dev.kintsugi.core.method.Fidelity;
import dev.kintsugi.core.method.MethodCard;
import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.core.method.Placement;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.methods.prompt.LearnerFactory;
import java.util.List;

/**
 * FedPGP: every client adds a low-rank part of its own to the shared prompt, {@code p_i = p_G + U_i V_i}, and only
 * {@code p_G} travels. A contrastive loss draws the shared prompt to a hand-crafted one and pushes the client's away.
 *
 * <p>Follows Cui et al., "Harmonizing Generalization and Personalization in Federated Prompt Learning", ICML 2024, and
 * the released code. <b>Differs:</b> the positive of the contrastive loss is the sentence of the paper (the released
 * code takes its placeholder; an option); one prompt per class (the released script scores two, of which one is always
 * wrong); momentum starts at zero (the released code hands one buffer from client to client, which clients that train
 * at the same time cannot have; an option, with a runner that trains one after another); the last batch of an epoch is
 * kept; features of unaugmented images; with partial participation the first round selects as every other.
 * <b>Limit:</b> with {@code bottleneck = 0} and {@code mu = 0} this equals {@code promptfl}, bit for bit; with
 * {@code train-global = false} it equals low-rank tuning on every client alone (both tested).
 */
public final class FedPgp {
    private static final MethodCard CARD = new MethodCard(
                    "fedpgp",
                    "a shared prompt plus a low-rank part of every client's own; only the shared one travels",
                    "Cui et al., Harmonizing Generalization and Personalization in Federated Prompt Learning, ICML 2024",
                    Fidelity.OFFICIAL_CODE,
                    Placement.FEDERATED,
                    "the shared context, in both directions",
                    List.of(Modality.IMAGE),
                    List.of(),
                    List.of(
                            "the positive of the contrastive loss is the paper's sentence; the released placeholder is an option",
                            "one prompt per class; a released script scores two, half of whose columns are always wrong",
                            "momentum starts at zero by default; the released code hands one buffer from client"
                                    + " to client, which is an option",
                            "the last, smaller batch of an epoch is kept; no augmentation by default",
                            "the first round selects clients as every other; released: all of them"),
                    "bottleneck = 0 and mu = 0: equals promptfl bit for bit")
            .withChangingClasses();

    private FedPgp() {}

    /** Returns the factory. */
    public static MethodFactory factory() {
        return new LearnerFactory<>(CARD, FedPgpOptions.DEFAULTS, FedPgpLearner::new);
    }
}

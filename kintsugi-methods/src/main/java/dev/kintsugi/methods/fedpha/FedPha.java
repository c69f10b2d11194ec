package dev.kintsugi.methods.fedpha;

import dev.kintsugi.core.method.Fidelity;
import dev.kintsugi.core.method.MethodCard;
import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.core.method.Placement;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.methods.prompt.LearnerFactory;
import java.util.List;

/**
 * FedPHA: a shared prompt and every client's own are trained side by side. The own prompt's class features are pulled
 * to those of its projection onto the shared prompt's weaker directions, and pushed from those of the shared prompt.
 * Only the own prompt predicts.
 *
 * <p>Follows Fang et al., "FedPHA: Federated Prompt Learning for Heterogeneous Client Adaptation", ICML 2025, and the
 * released code: {@code CE(z_L) + CE(z_G) + MSE(z_L, z_proj) + mean relu(α − ‖z_L − z_G‖)}, where z_proj comes from
 * {@code ctx_L V₂ V₂ᵀ} and V₂ holds the right singular vectors of ctx_G from index {@code int((1 − ratio) · rank)} on.
 * They are those of the reduced decomposition, so that this "null space" lies within the span of ctx_G, as released.
 * <b>Differs:</b> V₂ has no gradient unless {@code basis-gradient} is set; all clients have one length of their own
 * prompts (a released variant gives each its own); features of unaugmented images; the optimiser starts afresh on every
 * client and round. <b>Limit:</b> with {@code pull = 0} and {@code push = 0} the shared prompt is that of
 * {@code promptfl} and, with {@code local-start = shared}, the own one that of {@code coop-local}, bit for bit
 * (tested).
 */
public final class FedPha {
    private static final MethodCard CARD = new MethodCard(
                    "fedpha",
                    "a shared prompt beside every client's own, which is pulled to its projection and pushed from the shared one",
                    "Fang et al., FedPHA: Federated Prompt Learning for Heterogeneous Client Adaptation, ICML 2025",
                    Fidelity.OFFICIAL_CODE,
                    Placement.FEDERATED,
                    "the shared context, in both directions",
                    List.of(Modality.IMAGE),
                    List.of(),
                    List.of(
                            "the directions that are projected onto have no gradient; with it, as in the code that was read:"
                                    + " basis-gradient",
                            "the released null space lies within the span of the shared prompt; kept",
                            "one length of own prompts for all clients; a released variant gives each client its own",
                            "no augmentation by default; momentum starts at zero on every client and round"),
                    "pull = 0 and push = 0: the shared prompt of promptfl, and from the shared start the prompts of coop-local,"
                            + " bit for bit")
            .withChangingClasses();

    private FedPha() {}

    /** Returns the factory. */
    public static MethodFactory factory() {
        return new LearnerFactory<>(CARD, FedPhaOptions.DEFAULTS, FedPhaLearner::new);
    }
}

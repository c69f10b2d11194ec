package dev.kintsugi.methods.pfedmoap;

import dev.kintsugi.core.method.Fidelity;
import dev.kintsugi.core.method.MethodCard;
import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.core.method.Placement;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.methods.prompt.LearnerFactory;
import java.util.List;

/**
 * pFedMoAP: a client gets the last prompts of other clients as frozen experts, and a gating of its own, an attention
 * whose query is the image, mixes their class features with those of its own prompt: {@code λ s cos(f, T) + s ⟨pool(f),
 * MHA(pool(f), E, E)⟩} with {@code E(c) = [pool(T(c)), pool(T_1(c)), …, pool(T_K(c))]}.
 *
 * <p>Follows Luo et al., "Mixture of Experts Made Personalized: Federated Prompt Learning for Vision-Language Models",
 * ICLR 2025, and the released code: the client starts from the mean prompt, its first participation has no experts and
 * no gating, the attention scores are scaled by a constant. <b>Differs:</b> the nearest prompts are the experts, as the
 * paper says (the released code draws them; an option, drawn anew for every client and round); a client that never took
 * part is tested with the mean prompt; without experts the gating has no gradient, but weight decay still acts on it;
 * features of unaugmented images. <b>Limit:</b> with {@code experts = 0} the server's prompt equals that of
 * {@code promptfl}, and the clients' own that of their last training, bit for bit (tested).
 */
public final class PFedMoAp {
    private static final MethodCard CARD = new MethodCard(
                    "pfedmoap",
                    "other clients' prompts as experts, mixed with the own one by a local, image-dependent gating",
                    "Luo et al., Mixture of Experts Made Personalized: Federated Prompt Learning for Vision-Language Models,"
                            + " ICLR 2025",
                    Fidelity.OFFICIAL_CODE,
                    Placement.FEDERATED,
                    "the context up; the mean context and the experts' contexts down; the gating stays",
                    List.of(Modality.IMAGE),
                    List.of(),
                    List.of(
                            "the nearest prompts are the experts, as in the paper; the released code draws them (an option)",
                            "pooling takes every stride-th coordinate for any width; fewer heads where they do not divide it",
                            "a client that never took part is tested with the mean prompt",
                            "in rounds without experts weight decay acts on the gating",
                            "no augmentation by default"),
                    "experts = 0: the server's prompt equals that of promptfl bit for bit")
            .withChangingClasses();

    private PFedMoAp() {}

    /** Returns the factory. */
    public static MethodFactory factory() {
        return new LearnerFactory<>(CARD, PFedMoApOptions.DEFAULTS, PFedMoApLearner::new);
    }
}

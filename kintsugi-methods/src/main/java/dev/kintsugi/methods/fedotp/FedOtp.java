package dev.kintsugi.methods.fedotp;

import dev.kintsugi.core.method.Fidelity;
import dev.kintsugi.core.method.MethodCard;
import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.core.method.Placement;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.methods.prompt.LearnerFactory;
import java.util.List;

/**
 * FedOTP: a shared prompt and every client's own divide the places of an image among themselves by optimal transport;
 * places that suit neither may be left out.
 *
 * <p>Follows Li et al., "Global and Local Prompts Cooperation via Optimal Transport for Federated Learning", CVPR 2024,
 * and the released code: M places and two prompts, cost 1 − cosine, at most 1 / M from a place and γ / 2 to a prompt,
 * entropic plan without gradient, score {@code s Σ T cos}. <b>Differs:</b> the plan is computed in double, and each
 * sample and class stops on its own (released: all of a batch at once, by the mean change), so that a score does not
 * depend on what else is in the batch; places of unaugmented images; the optimiser starts afresh on every client and
 * round. <b>Limit:</b> with one place per image and {@code gamma = 1} the plan is fixed and this equals
 * {@code promptfolio} with {@code theta = 0.5} on that place (tested).
 */
public final class FedOtp {
    private static final MethodCard CARD = new MethodCard(
                    "fedotp",
                    "a shared prompt and every client's own, matched with the places of an image by optimal transport",
                    "Li et al., Global and Local Prompts Cooperation via Optimal Transport for Federated Learning, CVPR 2024",
                    Fidelity.OFFICIAL_CODE,
                    Placement.FEDERATED,
                    "the shared context, in both directions",
                    List.of(Modality.IMAGE),
                    List.of(),
                    List.of(
                            "each sample and class stops iterating on its own; released: by the mean change over the batch",
                            "the plan is computed in double, so that small epsilon does not overflow",
                            "with a locked-image model the places are those of the last map; released: of a ResNet's or ViT's",
                            "no augmentation by default; momentum starts at zero on every client and round"),
                    "one place per image and gamma = 1: equals promptfolio with theta = 0.5 up to rounding")
            .withChangingClasses();

    private FedOtp() {}

    /** Returns the factory. */
    public static MethodFactory factory() {
        return new LearnerFactory<>(CARD, FedOtpOptions.DEFAULTS, FedOtpLearner::new);
    }
}

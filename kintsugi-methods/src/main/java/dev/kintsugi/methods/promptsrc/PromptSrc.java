package dev.kintsugi.methods.promptsrc;

import dev.kintsugi.core.method.Fidelity;
import dev.kintsugi.core.method.MethodCard;
import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.core.method.Placement;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.methods.prompt.LearnerFactory;
import java.util.List;

/**
 * PromptSRC under federated averaging: independent prompts at the first layers of both towers, held near the model
 * without prompts by its features and scores, and averaged over the rounds with Gaussian weights.
 *
 * <p>Follows Khattak et al., "Self-regulating Prompts: Foundational Model Adaptation without Forgetting", ICCV 2023,
 * and the released code. <b>Differs:</b> federated averaging by examples is ours; the Gaussian average is over the
 * rounds of the server instead of the epochs of one client, and clients train on from the plain mean; the class
 * features without prompts are the mean over eight sentences of ours (released: 60; an option); optimiser and batch are
 * the experiment's; images are not augmented. <b>Limit:</b> with one layer, no image prompts, weights 0 and no average
 * over rounds this equals {@code promptfl}, bit for bit (tested).
 */
public final class PromptSrc {
    private static final MethodCard CARD = new MethodCard(
                    "promptsrc",
                    "prompts at the first layers of both CLIP towers, held near the model without prompts, averaged over rounds",
                    "Khattak et al., Self-regulating Prompts: Foundational Model Adaptation without Forgetting, ICCV 2023, under"
                            + " FedAvg",
                    Fidelity.ADAPTATION,
                    Placement.FEDERATED,
                    "the prompts of both towers, in both directions",
                    List.of(Modality.IMAGE),
                    List.of(
                            "server momentum, unless average-deviation is 0: it would move the average, not what is sent"),
                    List.of(
                            "federated averaging by examples is ours; one client is the paper's setting",
                            "the Gaussian average is over the server's rounds, released: over epochs; evaluation uses it, clients"
                                    + " train on from the plain mean",
                            "class features without prompts from eight sentences of ours, released: 60; an option",
                            "optimiser, schedule and batch size are the experiment's; no augmentation by default"),
                    "depth: 1, image-length: 0, all weights and average-deviation 0: equals promptfl bit for bit")
            .withChangingClasses();

    private PromptSrc() {}

    /** Returns the factory. */
    public static MethodFactory factory() {
        return new LearnerFactory<>(CARD, PromptSrcOptions.DEFAULTS, PromptSrcLearner::new);
    }
}

package dev.kintsugi.methods.kgcoop;

import dev.kintsugi.core.method.Fidelity;
import dev.kintsugi.core.method.MethodCard;
import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.core.method.Placement;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.methods.prompt.LearnerFactory;
import java.util.List;

/**
 * KgCoOp under federated averaging: PromptFL whose class features are drawn to those of a hand-crafted sentence,
 * {@code L = CE + w (1 − mean_c cos(z_c, z_c^template))}.
 *
 * <p>Follows Yao et al., "Visual-Language Prompt Tuning with Knowledge-guided Context Optimization", CVPR 2023, and the
 * released code. <b>Differs:</b> federated averaging by examples is ours (as a baseline of FedTPG, ICLR 2024, it is
 * averaged without weights); the paper writes the squared distance, which for features of norm 1 is twice the {@code 1
 * − cos} of the code, so that its weight would be half of ours; features of unaugmented images. <b>Limit:</b> with
 * {@code weight = 0} this equals {@code promptfl}, bit for bit (tested).
 */
public final class KgCoOp {
    private static final MethodCard CARD = new MethodCard(
                    "kgcoop",
                    "one shared prompt, whose class features are held near those of a hand-crafted sentence",
                    "Yao et al., Visual-Language Prompt Tuning with Knowledge-guided Context Optimization, CVPR 2023, under"
                            + " FedAvg",
                    Fidelity.ADAPTATION,
                    Placement.FEDERATED,
                    "the context, in both directions",
                    List.of(Modality.IMAGE),
                    List.of(),
                    List.of(
                            "federated averaging by examples is ours; one client is the paper's setting",
                            "the distance is 1 - cos as in the released code; the paper's squared distance is twice that",
                            "optimiser and schedule are the experiment's; no augmentation by default"),
                    "weight = 0: equals promptfl bit for bit")
            .withChangingClasses();

    private KgCoOp() {}

    /** Returns the factory. */
    public static MethodFactory factory() {
        return new LearnerFactory<>(CARD, KgCoOpOptions.DEFAULTS, KgCoOpLearner::new);
    }
}

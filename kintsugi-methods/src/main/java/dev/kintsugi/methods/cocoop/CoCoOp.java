package dev.kintsugi.methods.cocoop;

import dev.kintsugi.core.method.Fidelity;
import dev.kintsugi.core.method.MethodCard;
import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.core.method.Placement;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.methods.prompt.LearnerFactory;
import java.util.List;

/**
 * CoCoOp under federated averaging: the prompt of a sample is the shared context plus a shift that a small network
 * makes from the image, {@code p(x) = p + W₂ relu(W₁ f(x) + b₁) + b₂}, the same shift for every vector; context and
 * network are averaged.
 *
 * <p>Follows Zhou et al., "Conditional Prompt Learning for Vision-Language Models", CVPR 2022, and the released code.
 * <b>Differs:</b> federated averaging by examples is ours, as in FedPGP's comparison; the batch is the experiment's (1
 * as released, because every image runs all class sentences through the text tower); features of unaugmented images.
 * <b>Limit:</b> where the second layer of the network is zero, scores and the gradient of the context are those of
 * {@code promptfl} (tested).
 */
public final class CoCoOp {
    private static final MethodCard CARD = new MethodCard(
                    "cocoop",
                    "a shared prompt that a small shared network shifts by the image",
                    "Zhou et al., Conditional Prompt Learning for Vision-Language Models, CVPR 2022, under FedAvg",
                    Fidelity.ADAPTATION,
                    Placement.FEDERATED,
                    "the context and the network, in both directions",
                    List.of(Modality.IMAGE),
                    List.of(),
                    List.of(
                            "federated averaging by examples is ours; one client is the paper's setting",
                            "optimiser, schedule and batch size are the experiment's; released: batches of one image",
                            "no augmentation by default"),
                    "second layer of the network zero: scores and the context's gradient are promptfl's")
            .withChangingClasses();

    private CoCoOp() {}

    /** Returns the factory. */
    public static MethodFactory factory() {
        return new LearnerFactory<>(CARD, CoCoOpOptions.DEFAULTS, CoCoOpLearner::new);
    }
}

package dev.kintsugi.methods.coop;

import dev.kintsugi.core.method.Fidelity;
import dev.kintsugi.core.method.MethodCard;
import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.core.method.Placement;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.core.parameter.Scope;
import dev.kintsugi.methods.prompt.ContextLearner;
import java.util.List;

/**
 * CoOp on every client alone: each client learns its own context from its own data; nothing travels.
 *
 * <p>Follows Zhou et al., "Learning to Prompt for Vision-Language Models", IJCV 2022, §3.2 (unified context, class name
 * at the end). <b>Differs:</b> features of unaugmented images; training is cut into the rounds of the experiment, and
 * the optimiser starts afresh in each, so that the budget equals that of the federated methods. <b>Limit:</b> with one
 * client this equals PromptFL, bit for bit (tested).
 */
public final class LocalCoOp {
    private static final MethodCard CARD = new MethodCard(
                    "coop-local",
                    "CoOp on every client alone; the control that shows what federation buys",
                    "Zhou et al., Learning to Prompt for Vision-Language Models, IJCV 2022",
                    Fidelity.OFFICIAL_CODE,
                    Placement.LOCAL,
                    "nothing",
                    List.of(Modality.IMAGE),
                    List.of(),
                    List.of("no augmentation by default", "the optimiser starts afresh in every round"),
                    "one client: equals promptfl bit for bit")
            .withChangingClasses();

    private LocalCoOp() {}

    /** Returns the factory. */
    public static MethodFactory factory() {
        return ContextLearner.factory(CARD, Scope.LOCAL);
    }
}

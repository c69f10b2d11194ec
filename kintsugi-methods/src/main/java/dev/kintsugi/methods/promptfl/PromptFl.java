package dev.kintsugi.methods.promptfl;

import dev.kintsugi.core.method.Fidelity;
import dev.kintsugi.core.method.MethodCard;
import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.core.method.Placement;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.core.parameter.Scope;
import dev.kintsugi.methods.prompt.ContextLearner;
import java.util.List;

/**
 * PromptFL: the clients train one context of prompt vectors for the frozen CLIP, the server averages it by examples.
 *
 * <p>Follows Guo et al., "PromptFL: Let Federated Participants Cooperatively Learn Prompts Instead of Models", IEEE TMC
 * 2024, Algorithm 1 and the released code. <b>Differs:</b> features of unaugmented images; the optimiser starts afresh
 * on every client and round, where the released code shares one momentum buffer among all clients. <b>Limit:</b> with
 * one client this equals CoOp trained in rounds ({@code coop-local}), bit for bit (tested).
 */
public final class PromptFl {
    private static final MethodCard CARD = new MethodCard(
                    "promptfl",
                    "one shared prompt, averaged over clients by their examples",
                    "Guo et al., PromptFL: Let Federated Participants Cooperatively Learn Prompts Instead of Models, IEEE TMC 2024",
                    Fidelity.OFFICIAL_CODE,
                    Placement.FEDERATED,
                    "the context, in both directions",
                    List.of(Modality.IMAGE),
                    List.of(),
                    List.of(
                            "no augmentation by default",
                            "momentum starts at zero on every client and round; the released code shares it"),
                    "one client: equals coop-local bit for bit")
            .withChangingClasses();

    private PromptFl() {}

    /** Returns the factory. */
    public static MethodFactory factory() {
        return ContextLearner.factory(CARD, Scope.SHARED);
    }
}

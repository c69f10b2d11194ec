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
 * The same prompt trained on one pool of all clients' data: an upper bound to hold PromptFL against, not a federated
 * method.
 *
 * <p>Follows CoOp (Zhou et al., IJCV 2022) on the pooled data. <b>Differs:</b> training is cut into the rounds of the
 * experiment, with as many passes over the data as the federated methods make. <b>Limit:</b> equals {@code promptfl}
 * with one client that owns everything, up to the order of the batches.
 */
public final class PromptFlCentralised {
    private static final MethodCard CARD = new MethodCard(
                    "promptfl-centralised",
                    "the same prompt trained on one pool of all data; an upper bound",
                    "Zhou et al., Learning to Prompt for Vision-Language Models, IJCV 2022, on pooled data",
                    Fidelity.ADAPTATION,
                    Placement.CENTRALISED,
                    "nothing; the data are pooled",
                    List.of(Modality.IMAGE),
                    List.of("any setting of clients: the pool is one"),
                    List.of("training is cut into the rounds of the experiment", "no augmentation by default"),
                    "equals promptfl with one client that owns all data")
            .withChangingClasses();

    private PromptFlCentralised() {}

    /** Returns the factory. */
    public static MethodFactory factory() {
        return ContextLearner.factory(CARD, Scope.SHARED);
    }
}

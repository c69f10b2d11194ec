package dev.kintsugi.methods.promptfolio;

import dev.kintsugi.core.method.Fidelity;
import dev.kintsugi.core.method.MethodCard;
import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.core.method.Placement;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.methods.prompt.LearnerFactory;
import java.util.List;

/**
 * PromptFolio: a sample is scored against a mix of two class features, {@code (1 − θ) z_G + θ z_L}, one from the shared
 * prompt and one from the client's own; as in a portfolio, what both gain matters less than how they differ.
 *
 * <p>Follows Pan et al., "Federated Learning from Vision-Language Foundation Models: Theoretical Analysis and Method",
 * NeurIPS 2024. The released repository holds its trainer as byte code only, so that the formula is that of two
 * re-implementations, which agree: both features have norm 1, the mix is not normalised again. <b>Differs:</b> features
 * of unaugmented images; the optimiser starts afresh on every client and round. <b>Limit:</b> with {@code theta = 0}
 * this equals {@code promptfl}, with {@code theta = 1} and {@code local-start = shared} it equals {@code coop-local},
 * both bit for bit (tested).
 */
public final class PromptFolio {
    private static final MethodCard CARD = new MethodCard(
                    "promptfolio",
                    "a mix of the class features of a shared prompt and of every client's own",
                    "Pan et al., Federated Learning from Vision-Language Foundation Models: Theoretical Analysis and Method,"
                            + " NeurIPS 2024",
                    Fidelity.THIRD_PARTY,
                    Placement.FEDERATED,
                    "the shared context, in both directions",
                    List.of(Modality.IMAGE),
                    List.of(),
                    List.of(
                            "the formula is that of two re-implementations; the authors' trainer is released as byte code only",
                            "no augmentation by default",
                            "momentum starts at zero on every client and round"),
                    "theta = 0: equals promptfl bit for bit; theta = 1 and local-start = shared: equals coop-local bit for bit")
            .withChangingClasses();

    private PromptFolio() {}

    /** Returns the factory. */
    public static MethodFactory factory() {
        return new LearnerFactory<>(CARD, PromptFolioOptions.DEFAULTS, PromptFolioLearner::new);
    }
}

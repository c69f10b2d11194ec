package dev.kintsugi.methods.pfedprompt;

import dev.kintsugi.core.error.Check;
import dev.kintsugi.core.method.Fidelity;
import dev.kintsugi.core.method.MethodCard;
import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.core.method.Placement;
import dev.kintsugi.core.option.Flat;
import dev.kintsugi.core.option.Option;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.methods.prompt.ContextOptions;
import dev.kintsugi.methods.prompt.LearnerFactory;
import java.util.List;

/**
 * pFedPrompt: the clients learn one prompt as in PromptFL, and each adds to its scores, at test, an attention over
 * image features of its own training samples that it keeps: {@code α Σ_j exp(−β (1 − cos(f, f_j))) [y_j = c]}.
 *
 * <p>Reconstructs Guo et al., "pFedPrompt: Learning Personalized Prompt for Vision-Language Models in Federated
 * Learning", WWW 2023, of which no code was found, from the description in Luo et al., ICLR 2025: a shared prompt, and
 * non-parametric attention over few-shot features of the client. The attention is that of Zhang et al., "Tip-Adapter",
 * ECCV 2022. <b>Differs:</b> unknown where the original's equations do; features of unaugmented images. <b>Limit:</b>
 * with {@code weight = 0} this equals {@code promptfl}, bit for bit (tested).
 */
public final class PFedPrompt {
    private static final MethodCard CARD = new MethodCard(
                    "pfedprompt",
                    "a shared prompt, and every client's own memory of image features that adds to its scores",
                    "Guo et al., pFedPrompt: Learning Personalized Prompt for Vision-Language Models in Federated Learning,"
                            + " WWW 2023",
                    Fidelity.RECONSTRUCTION,
                    Placement.FEDERATED,
                    "the context, in both directions; the memory stays",
                    List.of(Modality.IMAGE),
                    List.of(),
                    List.of(
                            "reconstructed: no code is known, and the equations of the local attention are those of Tip-Adapter",
                            "classes that were not in the training have no memory, so that only the shared prompt scores them",
                            "no augmentation by default"),
                    "weight = 0: equals promptfl bit for bit")
            .withChangingClasses();

    private PFedPrompt() {}

    /** Settings of the method; those of the context are PromptFL's. */
    public record Options(
            @Option(value = "weight α of the memory's scores, 0 or more", source = "Tip-Adapter")
            double weight,

            @Option(value = "sharpness β of the attention over the memory, above 0", source = "Tip-Adapter")
            double sharpness,

            @Option(value = "samples per class that a client keeps at most, above 0", source = "Tip-Adapter, 16-shot")
            int shots,

            @Flat ContextOptions context) {
        /** The defaults. */
        public static final Options DEFAULTS = new Options(1, 5.5, 16, ContextOptions.DEFAULTS);

        /** Checks the ranges. */
        public Options {
            Check.notNegative("weight", weight);
            Check.positive("sharpness", sharpness);
            Check.positive("shots", shots);
        }
    }

    /** Returns the factory. */
    public static MethodFactory factory() {
        return new LearnerFactory<>(CARD, Options.DEFAULTS, PFedPromptLearner::new);
    }
}

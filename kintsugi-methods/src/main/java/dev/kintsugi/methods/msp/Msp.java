package dev.kintsugi.methods.msp;

import dev.kintsugi.core.error.Check;
import dev.kintsugi.core.method.Fidelity;
import dev.kintsugi.core.method.MethodCard;
import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.core.method.Placement;
import dev.kintsugi.core.option.Option;
import dev.kintsugi.methods.stream.ClassifierOptions;
import dev.kintsugi.methods.stream.DeepPromptOptions;
import dev.kintsugi.methods.stream.ModalityPrompts;
import dev.kintsugi.methods.stream.StreamFactory;
import java.util.List;

/**
 * MSP, federated: one set of prompts per modality instead of one per missing pattern; the prompts of the modalities
 * that a sample has are added up and kept orthogonal.
 *
 * <p>Follows the idea of Jang et al., "Towards Robust Multimodal Prompting with Missing Modalities", ICASSP 2024 (arXiv
 * 2312.15890). <b>Differs:</b> only the abstract was at hand, so that sum, weight of the orthogonality and layers are
 * ours; averaged over clients by examples. <b>Limit:</b> with {@code orthogonality = 0}, where all samples have one and
 * the same modality, it is {@code fedavg-p} with another start (tested).
 */
public final class Msp {
    private static final MethodCard CARD = new MethodCard(
            "msp",
            "one set of prompts per modality, added up and kept orthogonal",
            "Jang et al., Towards Robust Multimodal Prompting with Missing Modalities, ICASSP 2024",
            Fidelity.RECONSTRUCTION,
            Placement.FEDERATED,
            "prompts, pooler and head, in both directions",
            List.of(),
            List.of(),
            List.of("made from the abstract: how prompts are combined and weighed is ours", "federated by averaging"),
            "orthogonality = 0, all samples with one and the same modality: fedavg-p with another start");

    private Msp() {}

    /** Settings. */
    public record Options(
            @Option("where the prompts come in") DeepPromptOptions prompts,

            @Option(
                    value = "weight λ of the cosine between the prompts of two modalities, 0 or more",
                    source = "ours, to be tuned within 0.1 to 1")
            double orthogonality,

            @Option("what stands behind the transformer") ClassifierOptions classifier) {
        /** The defaults. */
        public static final Options DEFAULTS = new Options(DeepPromptOptions.DEFAULTS, 0.1, ClassifierOptions.DEFAULTS);

        /** Checks the ranges. */
        public Options {
            Check.notNegative("orthogonality", orthogonality);
        }
    }

    /** Returns the factory. */
    public static MethodFactory factory() {
        return new StreamFactory<>(
                CARD,
                Options.DEFAULTS,
                (backbone, options) -> new ModalityPrompts(backbone, options.prompts(), options.orthogonality()),
                Options::classifier,
                options -> 0);
    }
}

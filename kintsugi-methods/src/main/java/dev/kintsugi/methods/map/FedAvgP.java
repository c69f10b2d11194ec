package dev.kintsugi.methods.map;

import dev.kintsugi.core.method.Fidelity;
import dev.kintsugi.core.method.MethodCard;
import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.core.method.Placement;
import dev.kintsugi.methods.stream.PatternPrompts;
import dev.kintsugi.methods.stream.StreamFactory;
import java.util.List;

/**
 * Missing-aware prompts, averaged over clients by their examples: the baseline of FED-PRIME.
 *
 * <p>Follows Lee et al., "Multimodal Prompting with Missing Modalities", CVPR 2023 (MAP; prompts at the input or at the
 * attention), under federated averaging as in the released code of FED-PRIME ({@code FedAvg_P}). <b>Differs:</b> the
 * optimiser is the experiment's; no dropout in the frozen transformer; pooled is the first token of the text, as in
 * MAP. <b>Limit:</b> with one client this is MAP, and equals {@code centralised-p} up to the order of the batches.
 */
public final class FedAvgP {
    private static final MethodCard CARD = new MethodCard(
            "fedavg-p",
            "one set of prompts per missing pattern (MAP), averaged by examples",
            "Lee et al., Multimodal Prompting with Missing Modalities, CVPR 2023, under FedAvg as in FED-PRIME",
            Fidelity.OFFICIAL_CODE,
            Placement.FEDERATED,
            "prompts, pooler and head, in both directions",
            List.of(),
            List.of(),
            List.of("no dropout in the frozen transformer", "optimiser and schedule are the experiment's"),
            "one client: MAP");

    private FedAvgP() {}

    /** Returns the factory. */
    public static MethodFactory factory() {
        return new StreamFactory<>(
                CARD,
                MapOptions.DEFAULTS,
                (backbone, options) -> new PatternPrompts(backbone, options.prompts()),
                MapOptions::classifier,
                options -> 0);
    }
}

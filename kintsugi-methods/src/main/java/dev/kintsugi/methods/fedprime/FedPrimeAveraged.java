package dev.kintsugi.methods.fedprime;

import dev.kintsugi.core.method.Fidelity;
import dev.kintsugi.core.method.MethodCard;
import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.core.method.Placement;
import dev.kintsugi.methods.alignment.PositionMean;
import dev.kintsugi.methods.stream.PoolPrompts;
import dev.kintsugi.methods.stream.StreamFactory;
import java.util.List;

/**
 * FED-PRIME without alignment: two pools, both averaged position by position. The control that says what alignment
 * buys.
 *
 * <p>A control of ours on arXiv 2602.07081. <b>Differs:</b> from {@code fed-prime} in the merge of the inter-client
 * pool only. <b>Limit:</b> equals {@code fed-prime} with {@code alignment: position-mean}, bit for bit (tested).
 */
public final class FedPrimeAveraged {
    private static final MethodCard CARD = new MethodCard(
            "fed-prime-averaged",
            "FED-PRIME with both pools averaged; the control of its alignment",
            "Federated Prompt-Tuning with Heterogeneous and Incomplete Multimodal Client Data, ICCV 2025, control",
            Fidelity.ADAPTATION,
            Placement.FEDERATED,
            "both pools, pooler and head in both directions; use counts of the prompts up",
            List.of(),
            List.of(),
            List.of("as fed-prime"),
            "equals fed-prime with alignment: position-mean bit for bit");

    private FedPrimeAveraged() {}

    /** Returns the factory. */
    public static MethodFactory factory() {
        return new StreamFactory<>(
                CARD,
                FedIntra.Options.DEFAULTS,
                (backbone, options) -> new PoolPrompts(backbone, options.pool(), FedPrime.pools(PositionMean.DEFAULTS)),
                FedIntra.Options::classifier,
                options -> 0);
    }
}

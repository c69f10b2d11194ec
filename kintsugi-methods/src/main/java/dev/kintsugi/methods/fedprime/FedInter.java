package dev.kintsugi.methods.fedprime;

import dev.kintsugi.core.method.Fidelity;
import dev.kintsugi.core.method.MethodCard;
import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.core.method.Placement;
import dev.kintsugi.methods.stream.PoolPrompts;
import dev.kintsugi.methods.stream.PromptPool;
import dev.kintsugi.methods.stream.StreamFactory;
import java.util.List;
import java.util.Optional;

/**
 * The aligned pool of FED-PRIME alone.
 *
 * <p>Follows the ablation of that name in arXiv 2602.07081. <b>Differs:</b> as {@code fed-prime} does. <b>Limit:</b>
 * with {@code alignment: position-mean} this is {@code fed-intra}, bit for bit (tested).
 */
public final class FedInter {
    private static final MethodCard CARD = new MethodCard(
            "fed-inter",
            "the aligned pool of FED-PRIME alone",
            "Federated Prompt-Tuning with Heterogeneous and Incomplete Multimodal Client Data, ICCV 2025, ablation",
            Fidelity.THIRD_PARTY,
            Placement.FEDERATED,
            "the pool, pooler and head in both directions; use counts of the prompts up",
            List.of(),
            List.of(),
            List.of("as fed-prime"),
            "alignment: position-mean: fed-intra");

    private FedInter() {}

    /** Returns the factory. */
    public static MethodFactory factory() {
        return new StreamFactory<>(
                CARD,
                AlignedOptions.DEFAULTS,
                (backbone, options) -> new PoolPrompts(
                        backbone,
                        options.pool(),
                        List.of(new PromptPool(PromptPool.INTER, Optional.of(options.alignment())))),
                AlignedOptions::classifier,
                options -> 0);
    }
}

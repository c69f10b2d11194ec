package dev.kintsugi.methods.fedprime;

import dev.kintsugi.core.method.Fidelity;
import dev.kintsugi.core.method.MethodCard;
import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.core.method.Placement;
import dev.kintsugi.core.option.Option;
import dev.kintsugi.methods.stream.ClassifierOptions;
import dev.kintsugi.methods.stream.PoolOptions;
import dev.kintsugi.methods.stream.PoolPrompts;
import dev.kintsugi.methods.stream.PromptPool;
import dev.kintsugi.methods.stream.StreamFactory;
import java.util.List;
import java.util.Optional;

/**
 * The averaged pool of FED-PRIME alone.
 *
 * <p>Follows the ablation of that name in arXiv 2602.07081; it is L2P (Wang et al., CVPR 2022) under federated
 * averaging. <b>Differs:</b> as {@code fed-prime} does. <b>Limit:</b> with one client it is L2P on one task.
 */
public final class FedIntra {
    private static final MethodCard CARD = new MethodCard(
            "fed-intra",
            "one pool of prompts, averaged position by position",
            "Federated Prompt-Tuning with Heterogeneous and Incomplete Multimodal Client Data, ICCV 2025, ablation",
            Fidelity.THIRD_PARTY,
            Placement.FEDERATED,
            "the pool, pooler and head in both directions; use counts of the prompts up",
            List.of(),
            List.of(),
            List.of("as fed-prime"),
            "one client: L2P on one task");

    private FedIntra() {}

    /** Settings, also of the control with both pools. */
    public record Options(
            @Option("the pool, or both") PoolOptions pool,

            @Option("what stands behind the transformer") ClassifierOptions classifier) {
        /** The defaults. */
        public static final Options DEFAULTS = new Options(PoolOptions.DEFAULTS, ClassifierOptions.DEFAULTS);
    }

    /** Returns the factory. */
    public static MethodFactory factory() {
        return new StreamFactory<>(
                CARD,
                Options.DEFAULTS,
                (backbone, options) -> new PoolPrompts(
                        backbone, options.pool(), List.of(new PromptPool(PromptPool.INTRA, Optional.empty()))),
                Options::classifier,
                options -> 0);
    }
}

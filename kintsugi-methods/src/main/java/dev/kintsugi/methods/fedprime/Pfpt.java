package dev.kintsugi.methods.fedprime;

import dev.kintsugi.core.method.Fidelity;
import dev.kintsugi.core.method.MethodCard;
import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.core.method.Placement;
import dev.kintsugi.core.option.Option;
import dev.kintsugi.methods.alignment.PoolAggregation;
import dev.kintsugi.methods.alignment.ReleasedAlignment;
import dev.kintsugi.methods.stream.ClassifierOptions;
import dev.kintsugi.methods.stream.PoolOptions;
import dev.kintsugi.methods.stream.PoolPrompts;
import dev.kintsugi.methods.stream.PromptPool;
import dev.kintsugi.methods.stream.StreamFactory;
import java.util.List;
import java.util.Optional;

/**
 * PFPT: one pool of prompts, merged by a probabilistic model of which client owns a copy of which prompt.
 *
 * <p>Follows Weng et al., "Probabilistic Federated Prompt-Tuning with Non-IID and Imbalanced Data", NeurIPS 2024 (arXiv
 * 2502.19752), by its released code: 50 passes of the aggregator, ten prompts of twenty, chosen by the majority of a
 * batch. <b>Differs:</b> on a multimodal backbone instead of a ViT, with the query from its tokens instead of a frozen
 * class token. <b>Limit:</b> with {@code alignment: position-mean} and retrieval per sample it is {@code fed-intra}
 * with ten prompts that are pushed apart.
 */
public final class Pfpt {
    private static final MethodCard CARD = new MethodCard(
            "pfpt",
            "one pool of prompts under PFPT's probabilistic aggregation",
            "Weng et al., Probabilistic Federated Prompt-Tuning with Non-IID and Imbalanced Data, NeurIPS 2024",
            Fidelity.ADAPTATION,
            Placement.FEDERATED,
            "the pool, pooler and head in both directions; use counts of the prompts up",
            List.of(),
            List.of(),
            List.of("on a multimodal backbone, with the query from its tokens"),
            "alignment: position-mean and retrieval: sample: fed-intra with ten prompts that are pushed apart");

    private Pfpt() {}

    /** Settings; those of {@code fed-prime} with other defaults. */
    public record Options(
            @Option("the pool") PoolOptions pool,

            @Option("how the server merges the pool") PoolAggregation alignment,

            @Option("what stands behind the transformer") ClassifierOptions classifier) {
        /** The defaults: what the released code does. */
        public static final Options DEFAULTS = new Options(
                new PoolOptions(
                        20,
                        10,
                        -0.01,
                        PoolOptions.Retrieval.BATCH,
                        PoolOptions.Query.MAXIMUM,
                        PoolOptions.Reference.NONE,
                        PoolOptions.Projection.NONE,
                        PoolOptions.ReadAt.TEXT),
                ReleasedAlignment.PFPT,
                ClassifierOptions.DEFAULTS);
    }

    /** Returns the factory. */
    public static MethodFactory factory() {
        return new StreamFactory<>(
                CARD,
                Options.DEFAULTS,
                (backbone, options) -> new PoolPrompts(
                        backbone,
                        options.pool(),
                        List.of(new PromptPool(PromptPool.INTER, Optional.of(options.alignment())))),
                Options::classifier,
                options -> 0);
    }
}

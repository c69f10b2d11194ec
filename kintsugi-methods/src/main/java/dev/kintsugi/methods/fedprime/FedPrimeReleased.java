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
import dev.kintsugi.methods.stream.StreamFactory;
import java.util.List;

/**
 * FED-PRIME as its released code computes it, kept to compare: the majority of a batch chooses prompts, the loss pushes
 * samples from the prompts they took, the first prompt is pooled, and the aggregator learns new networks every round.
 *
 * <p>Follows the code released with arXiv 2602.07081 (Fed-Prime.py, nonparametric_aggregation.py). <b>Differs:</b> its
 * clients train on one shared set of weights by accident; here they do so only under the runner
 * {@code sequential-sharing}. A client brings the prompts that it used in its whole local training, where there every
 * client brings all that any client or the server used in its last batch; the random query matrices stay as they are;
 * padding has no part in a query; type embeddings, pooler and image tokens are the backbone's, where the code draws
 * them at random; no dropout; with fewer prompts than a sample takes, the pool is filled up from the old one.
 * <b>Limit:</b> with the options of {@code fed-prime} it is {@code fed-prime}, bit for bit (tested).
 */
public final class FedPrimeReleased {
    private static final MethodCard CARD = new MethodCard(
            "fed-prime-released",
            "FED-PRIME as its released code computes it",
            "Federated Prompt-Tuning with Heterogeneous and Incomplete Multimodal Client Data, ICCV 2025, released code",
            Fidelity.OFFICIAL_CODE,
            Placement.FEDERATED,
            "both pools, pooler and head in both directions; use counts of the prompts up",
            List.of(),
            List.of(),
            List.of(
                    "clients share weights only under the runner sequential-sharing; in the code they always do",
                    "a client brings prompts that it used in its local training; in the code every client brings all "
                            + "that any client or the server used in its last batch, and that number is the factor n",
                    "query matrices stay as drawn",
                    "queries leave padding out; tests go in batches of 64 rows in their order",
                    "type embeddings, pooler and image tokens are the backbone's",
                    "no dropout in the frozen transformer",
                    "a pool left with fewer prompts than a sample takes is filled up from the old one"),
            "with the options of fed-prime: equals it bit for bit");

    private FedPrimeReleased() {}

    /** Settings; those of {@code fed-prime} with other defaults. */
    public record Options(
            @Option("the pools; all have these settings") PoolOptions pool,

            @Option("how the server merges the inter-client pool")
            PoolAggregation alignment,

            @Option("what stands behind the transformer") ClassifierOptions classifier) {
        /** The defaults: what the released code does. */
        public static final Options DEFAULTS =
                new Options(PoolOptions.RELEASED, ReleasedAlignment.DEFAULTS, ClassifierOptions.DEFAULTS);
    }

    /** Returns the factory. */
    public static MethodFactory factory() {
        return new StreamFactory<>(
                CARD,
                Options.DEFAULTS,
                (backbone, options) -> new PoolPrompts(backbone, options.pool(), FedPrime.pools(options.alignment())),
                Options::classifier,
                options -> 0);
    }
}

package dev.kintsugi.methods.fedprime;

import dev.kintsugi.core.option.Option;
import dev.kintsugi.methods.alignment.PoolAggregation;
import dev.kintsugi.methods.alignment.PromptAlignment;
import dev.kintsugi.methods.stream.ClassifierOptions;
import dev.kintsugi.methods.stream.PoolOptions;

/** Settings of methods with a pool that the server aligns. */
public record AlignedOptions(
        @Option("the pools; all have these settings") PoolOptions pool,

        @Option("how the server merges the inter-client pool")
        PoolAggregation alignment,

        @Option("what stands behind the transformer") ClassifierOptions classifier) {
    /** The defaults: what the paper describes, with a reference of ours for the query. */
    public static final AlignedOptions DEFAULTS =
            new AlignedOptions(PoolOptions.DEFAULTS, PromptAlignment.DEFAULTS, ClassifierOptions.DEFAULTS);
}

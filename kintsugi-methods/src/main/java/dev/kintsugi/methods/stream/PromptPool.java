package dev.kintsugi.methods.stream;

import dev.kintsugi.methods.alignment.PoolAggregation;
import dev.kintsugi.methods.alignment.ReleasedAlignment;
import java.util.Optional;

/**
 * A pool and how the server merges it.
 *
 * @param name short name, such as {@code inter} or {@code intra}; also that of the statistic with its use counts
 * @param parameter name of its parameter, {@code [prompts, width]}
 * @param aggregation empty for the mean weighted by examples, position by position
 */
public record PromptPool(String name, String parameter, Optional<PoolAggregation> aggregation) {
    /** The name of the pool that carries what clients have in common whatever they miss. */
    public static final String INTRA = "intra";
    /** The name of the pool that carries missing patterns and is aligned. */
    public static final String INTER = "inter";

    /** A pool whose parameter is called {@code prompt.<name>}. */
    public PromptPool(String name, Optional<PoolAggregation> aggregation) {
        this(name, "prompt." + name, aggregation);
    }

    /** Returns the number of prompts as a dimension: negative where it may change from round to round. */
    public long rows(int size) {
        return aggregation.filter(kind -> kind instanceof ReleasedAlignment).isPresent() ? -size : size;
    }
}

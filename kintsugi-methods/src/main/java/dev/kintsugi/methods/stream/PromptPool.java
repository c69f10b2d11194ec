package dev.kintsugi.methods.stream;

import dev.kintsugi.methods.alignment.PoolAggregation;
import dev.kintsugi.methods.alignment.ReleasedAlignment;
import java.util.Optional;

/**
 * A pool and how the server merges it.
 *
 * @param name short name, {@code inter} or {@code intra}
 * @param aggregation empty for the mean weighted by examples, position by position
 */
public record PromptPool(String name, Optional<PoolAggregation> aggregation) {
    /** The name of the pool that carries what clients have in common whatever they miss. */
    public static final String INTRA = "intra";
    /** The name of the pool that carries missing patterns and is aligned. */
    public static final String INTER = "inter";

    /** Returns the name of its parameter. */
    public String parameter() {
        return "prompt." + name;
    }

    /** Returns the number of prompts as a dimension: negative where it may change from round to round. */
    long rows(int size) {
        return aggregation.filter(kind -> kind instanceof ReleasedAlignment).isPresent() ? -size : size;
    }
}

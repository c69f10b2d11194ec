package dev.kintsugi.methods.alignment;

import dev.kintsugi.core.error.DataException;
import dev.kintsugi.core.error.ShapeException;
import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.random.RandomKey;
import java.util.List;

/**
 * How the server makes one pool of prompts from those of the clients. Pure functions: nothing is kept between calls.
 */
public sealed interface PoolAggregation permits PromptAlignment, ReleasedAlignment, PositionMean {
    /**
     * Returns the new global pool.
     *
     * @param updates the cohort's pools in client order; their sizes may differ from each other and from the pool's
     * @param previous the global pool before this round, {@code [prompts, width]}
     * @param key names the random stream of this aggregation, if it needs one
     * @throws DataException if there is no update
     * @throws ShapeException if the width of an update is not that of the pool
     */
    AlignedPool aggregate(List<PoolUpdate> updates, FloatArray previous, RandomKey key);

    /** Throws if the updates cannot be brought together. */
    static void check(List<PoolUpdate> updates, FloatArray previous) {
        if (updates.isEmpty()) {
            throw new DataException("aggregation of prompt pools: there is no client; at least one must have answered");
        }
        long[] pool = previous.shape();
        if (pool.length != 2 || pool[0] == 0 || pool[1] == 0) {
            throw new ShapeException("aggregation of prompt pools", "previous pool", new long[] {1, 1}, pool);
        }
        for (PoolUpdate update : updates) {
            long[] shape = update.prompts().shape();
            if (shape[1] != pool[1]) {
                throw new ShapeException(
                        "client '" + update.client() + "'", "prompts", new long[] {shape[0], pool[1]}, shape);
            }
        }
    }
}

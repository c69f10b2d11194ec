package dev.kintsugi.methods.alignment;

import dev.kintsugi.core.parameter.FloatArray;
import java.util.List;

/**
 * The pool that comes out of an aggregation, and how it came about.
 *
 * @param prompts the new global pool, {@code [prompts, width]}
 * @param positions per client, in the order of the updates, and per prompt of that client: its position in
 *     {@code prompts}, or {@link #NONE} if it went into no prompt of the pool
 * @param members per prompt of the pool, how many clients' prompts went into it; 0 for one taken over from before
 * @param clusters number of different prompts that the clients were found to have, before the pool's size cut it
 */
public record AlignedPool(FloatArray prompts, List<List<Integer>> positions, List<Integer> members, int clusters) {
    /** The position of a prompt that went into no prompt of the pool. */
    public static final int NONE = -1;

    /** Copies the lists. */
    public AlignedPool {
        positions = positions.stream().map(List::copyOf).toList();
        members = List.copyOf(members);
    }

    /** Returns the share of the clients that have the prompt at a position, in {@code [0, 1]}. */
    public double popularity(int position) {
        return members.get(position) / (double) positions.size();
    }
}

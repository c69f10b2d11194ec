package dev.kintsugi.methods.alignment;

import dev.kintsugi.core.parameter.FloatArray;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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

    /**
     * Returns the share of the clients' prompts that went to another position than most prompts of their own number
     * did, in {@code [0, 1)}; 0 if every client's pool is in one and the same order, and the alignment a mean by
     * position.
     */
    public double exchanged() {
        int placed = 0;
        int usual = 0;
        int most = positions.stream().mapToInt(List::size).max().orElse(0);
        for (int number = 0; number < most; number++) {
            Map<Integer, Integer> counts = new HashMap<>();
            for (List<Integer> client : positions) {
                if (number < client.size() && client.get(number) != NONE) {
                    counts.merge(client.get(number), 1, Integer::sum);
                    placed++;
                }
            }
            usual += counts.values().stream().mapToInt(count -> count).max().orElse(0);
        }
        return placed == 0 ? 0 : (placed - usual) / (double) placed;
    }

    /** Returns the share of the clients that have the prompt at a position, in {@code [0, 1]}. */
    public double popularity(int position) {
        return members.get(position) / (double) positions.size();
    }
}

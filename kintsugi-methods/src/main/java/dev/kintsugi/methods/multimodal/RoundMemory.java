package dev.kintsugi.methods.multimodal;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What mechanisms leave for later in the round of a block: from the features of a step to its loss and gradients, and
 * on to the next step. One number per client and name; empty at the first step of every round, gone after the last.
 * What a client puts in may come from its own samples only. Not thread-safe: one block, one memory.
 */
public final class RoundMemory {
    private final Map<String, double[]> values = new TreeMap<>();

    /** Leaves one number per client under a name, in place of those before. */
    public void put(String name, double[] perClient) {
        values.put(name, perClient.clone());
    }

    /** Returns the numbers that were left last under a name, one per client. */
    public Optional<double[]> get(String name) {
        return Optional.ofNullable(values.get(name)).map(double[]::clone);
    }
}

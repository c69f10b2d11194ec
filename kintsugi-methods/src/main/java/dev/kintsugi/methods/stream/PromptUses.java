package dev.kintsugi.methods.stream;

import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.ParameterSet;
import java.util.Map;
import java.util.TreeMap;

/** How often each prompt of a pool was used by samples of each missing pattern, per client of a block. */
public final class PromptUses {
    private final int clients;
    private final int patterns;
    private final Map<String, float[][]> counts = new TreeMap<>(); // per pool and client: [patterns, prompts]

    /** Creates the counts, all zero. */
    public PromptUses(int clients, int patterns) {
        this.clients = clients;
        this.patterns = patterns;
    }

    /** Counts one use. */
    public void add(String pool, int prompts, int client, int pattern, int prompt) {
        counts.computeIfAbsent(pool, any -> new float[clients][patterns * prompts])[client][
                pattern * prompts + prompt]++;
    }

    /** Returns the counts of one client by pool, {@code [patterns, prompts]} each. */
    public ParameterSet of(int client) {
        Map<String, FloatArray> all = new TreeMap<>();
        counts.forEach((pool, byClient) -> {
            float[] values = byClient[client];
            all.put(pool, FloatArray.copyOf(new long[] {patterns, values.length / patterns}, values));
        });
        return ParameterSet.of(all);
    }
}

package dev.kintsugi.methods.stream;

import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.random.RandomKey;
import dev.kintsugi.core.round.ClientUpdate;
import dev.kintsugi.core.round.ServerState;
import dev.kintsugi.methods.alignment.AlignedPool;
import dev.kintsugi.methods.alignment.PoolUpdate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The server half of pools: alignment, and what the figures need of the last round. */
public final class PoolMerge {
    static final String SEED = "seed";
    static final String USES = "uses.";
    static final String BEFORE = "before.";
    static final String ALIGNED = "aligned."; // [different prompts found, share exchanged]
    private static final int SEED_PARTS = 4;
    private static final int SHOWN_CLIENTS = 30;

    private PoolMerge() {}

    /** Returns the server's memory before the first round: the seed, 16 bits per float, which hold them exactly. */
    public static ParameterSet memory(long seed) {
        float[] parts = new float[SEED_PARTS];
        for (int i = 0; i < SEED_PARTS; i++) {
            parts[i] = seed >>> 16 * i & 0xffff;
        }
        return ParameterSet.of(SEED, FloatArray.owning(new long[] {SEED_PARTS}, parts));
    }

    private static long seed(ParameterSet memory) {
        long seed = 0;
        for (int i = 0; i < SEED_PARTS; i++) {
            seed |= (long) memory.get(SEED).get(i) << 16 * i;
        }
        return seed;
    }

    /**
     * Returns the state with the pools merged. A client that used nothing of a pool, as one without the modality that
     * it serves, takes no part; a pool that nobody used stays as it was.
     *
     * @param taken prompts that a sample takes of a pool
     * @param updates sorted by client id, with the use counts of every pool as statistics, {@code [patterns, prompts]}
     * @param means of the shared parameters
     */
    public static ServerState merge(
            List<PromptPool> pools, int taken, ServerState before, List<ClientUpdate> updates, ParameterSet means) {
        Map<String, FloatArray> shared = new TreeMap<>(means.asMap());
        Map<String, FloatArray> memory = new TreeMap<>(before.memory().asMap());
        for (PromptPool pool : pools) {
            List<ClientUpdate> users =
                    updates.stream().filter(update -> used(pool, update)).toList();
            if (users.isEmpty()) {
                shared.put(pool.parameter(), before.shared().get(pool.parameter()));
                memory.remove(USES + pool.name()); // figures are of the last round, not of an earlier one
                memory.remove(BEFORE + pool.name());
                memory.remove(ALIGNED + pool.name());
                continue;
            }
            List<List<Integer>> positions = new ArrayList<>();
            int size = (int) means.get(pool.parameter()).shape()[0];
            if (pool.aggregation().isPresent()) {
                RandomKey key = new RandomKey(
                        seed(before.memory()), users.get(0).round(), "server", "alignment/" + pool.name());
                AlignedPool aligned = pool.aggregation()
                        .get()
                        .aggregate(pools(pool, users), before.shared().get(pool.parameter()), key);
                FloatArray merged = filled(aligned.prompts(), before.shared().get(pool.parameter()), taken);
                shared.put(pool.parameter(), merged);
                positions.addAll(aligned.positions());
                memory.put(ALIGNED + pool.name(), FloatArray.owning(new long[] {2}, new float[] {
                    aligned.clusters(), (float) aligned.exchanged()
                }));
                size = (int) merged.shape()[0];
            }
            memory.put(USES + pool.name(), uses(pool, users, positions, size));
            memory.put(BEFORE + pool.name(), first(pool, users));
        }
        return new ServerState(ParameterSet.of(shared), ParameterSet.of(memory));
    }

    private static boolean used(PromptPool pool, ClientUpdate update) {
        FloatArray counts = update.statistics().get(pool.name());
        for (int i = 0; i < counts.size(); i++) {
            if (counts.get(i) > 0) {
                return true;
            }
        }
        return false;
    }

    /** Returns a pool with the first prompts of the old one behind it, if it has fewer than a sample takes. */
    private static FloatArray filled(FloatArray pool, FloatArray old, int taken) {
        int rows = (int) pool.shape()[0];
        if (rows >= taken) {
            return pool;
        }
        int width = (int) pool.shape()[1];
        float[] values = new float[taken * width];
        pool.copyTo(values, 0);
        System.arraycopy(old.toArray(), 0, values, rows * width, (taken - rows) * width);
        return FloatArray.owning(new long[] {taken, width}, values);
    }

    private static List<PoolUpdate> pools(PromptPool pool, List<ClientUpdate> updates) {
        List<PoolUpdate> all = new ArrayList<>();
        for (ClientUpdate update : updates) {
            FloatArray counts = update.statistics().get(pool.name());
            int patterns = (int) counts.shape()[0];
            int prompts = (int) counts.shape()[1];
            List<Long> uses = new ArrayList<>();
            for (int p = 0; p < prompts; p++) {
                long sum = 0;
                for (int pattern = 0; pattern < patterns; pattern++) {
                    sum += (long) counts.get(pattern * prompts + p);
                }
                uses.add(sum);
            }
            all.add(new PoolUpdate(update.client(), update.shared().get(pool.parameter()), uses, update.examples()));
        }
        return all;
    }

    /** Returns how often each prompt of the new pool, or what went into it, was used, {@code [patterns, prompts]}. */
    private static FloatArray uses(
            PromptPool pool, List<ClientUpdate> updates, List<List<Integer>> positions, int size) {
        int patterns = (int) updates.get(0).statistics().get(pool.name()).shape()[0];
        float[] sums = new float[patterns * size];
        for (int k = 0; k < updates.size(); k++) {
            FloatArray counts = updates.get(k).statistics().get(pool.name());
            int prompts = (int) counts.shape()[1];
            for (int p = 0; p < prompts; p++) {
                int position = positions.isEmpty() ? p : positions.get(k).get(p);
                for (int pattern = 0; pattern < patterns && position != AlignedPool.NONE; pattern++) {
                    sums[pattern * size + position] += counts.get(pattern * prompts + p);
                }
            }
        }
        return FloatArray.owning(new long[] {patterns, size}, sums);
    }

    /** Returns the pools of the first clients, {@code [clients, prompts, width]}. */
    private static FloatArray first(PromptPool pool, List<ClientUpdate> updates) {
        FloatArray example = updates.get(0).shared().get(pool.parameter());
        int clients = Math.min(SHOWN_CLIENTS, updates.size());
        float[] values = new float[clients * example.size()];
        for (int k = 0; k < clients; k++) {
            updates.get(k).shared().get(pool.parameter()).copyTo(values, k * example.size());
        }
        return FloatArray.owning(new long[] {clients, example.shape()[0], example.shape()[1]}, values);
    }
}

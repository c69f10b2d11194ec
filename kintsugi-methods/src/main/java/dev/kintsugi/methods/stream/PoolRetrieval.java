package dev.kintsugi.methods.stream;

/** Which prompts of a pool each sample takes; ties go to the lower number. */
public final class PoolRetrieval {
    private PoolRetrieval() {}

    /**
     * Returns the numbers of the prompts that each sample takes, the most alike first, {@code [sequences, κ]}.
     *
     * @param likeness {@code [clients, batch, prompts]}
     */
    static int[] choose(float[] likeness, int prompts, PoolOptions options, StreamBatch batch) {
        int taken = options.taken();
        int[] chosen = bySample(likeness, prompts, taken);
        return options.retrieval() == PoolOptions.Retrieval.SAMPLE ? chosen : byMajority(chosen, prompts, taken, batch);
    }

    /**
     * Returns the numbers of the prompts that each sample takes for itself, the most alike first, {@code [sequences,
     * taken]}.
     *
     * @param likeness {@code [sequences, prompts]}
     */
    public static int[] bySample(float[] likeness, int prompts, int taken) {
        if (prompts < taken) {
            throw new IllegalStateException("a pool of " + prompts + " prompts cannot give " + taken + " to a sample");
        }
        int sequences = likeness.length / prompts;
        int[] chosen = new int[sequences * taken];
        for (int i = 0; i < sequences; i++) {
            top(likeness, i * prompts, prompts, chosen, i * taken, taken);
        }
        return chosen;
    }

    private static void top(float[] values, int from, int count, int[] into, int at, int taken) {
        boolean[] used = new boolean[count];
        for (int j = 0; j < taken; j++) {
            int best = -1;
            for (int p = 0; p < count; p++) {
                if (!used[p] && (best < 0 || values[from + p] > values[from + best])) {
                    best = p;
                }
            }
            used[best] = true;
            into[at + j] = best;
        }
    }

    /** Gives all samples of a client's batch the prompts that were chosen most often in it. */
    private static int[] byMajority(int[] chosen, int prompts, int taken, StreamBatch batch) {
        int[] all = new int[chosen.length];
        for (int k = 0; k < batch.clients(); k++) {
            float[] votes = new float[prompts];
            for (int i = 0; i < batch.size(); i++) {
                int sample = k * batch.size() + i;
                for (int j = 0; j < taken && batch.weights()[sample] > 0; j++) {
                    votes[chosen[sample * taken + j]]++;
                }
            }
            int[] winners = new int[taken];
            top(votes, 0, prompts, winners, 0, taken);
            for (int i = 0; i < batch.size(); i++) {
                System.arraycopy(winners, 0, all, (k * batch.size() + i) * taken, taken);
            }
        }
        return all;
    }
}

package dev.kintsugi.core.random;

/**
 * The name of one independent random stream; equal keys give equal numbers on every machine and in any order.
 *
 * @param seed seed of the experiment
 * @param round number of the round, from 1; 0 for what happens before the first round
 * @param client id of the client, or {@code ""} for the server
 * @param purpose what the numbers are for, such as {@code batches} or {@code initial-prompt}
 */
public record RandomKey(long seed, int round, String client, String purpose) {
    /** Returns the key of a stream that belongs to no round and no client. */
    public static RandomKey of(long seed, String purpose) {
        return new RandomKey(seed, 0, "", purpose);
    }

    /** Opens the stream at its beginning. */
    public KeyedRandom open() {
        long hash = mix(0x9e3779b97f4a7c15L ^ seed);
        hash = mix(hash ^ round);
        hash = absorb(hash, client);
        hash = absorb(hash, purpose);
        return new KeyedRandom(hash);
    }

    /** Takes in a text with its length, so that ("ab", "c") and ("a", "bc") differ. */
    private static long absorb(long hash, String text) {
        long next = mix(hash ^ text.length());
        for (int i = 0; i < text.length(); i++) {
            next = mix(next ^ text.charAt(i));
        }
        return next;
    }

    /** The finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014). */
    private static long mix(long value) {
        long z = value + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}

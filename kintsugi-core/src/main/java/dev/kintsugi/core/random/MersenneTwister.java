package dev.kintsugi.core.random;

/**
 * MT19937 (Matsumoto and Nishimura, ACM TOMACS 1998): what the generators of other languages rest on. Not thread-safe.
 */
final class MersenneTwister {
    private static final int SIZE = 624;
    private static final int SHIFT = 397;

    private final int[] state = new int[SIZE];
    private int next = SIZE;

    private MersenneTwister() {}

    /** Returns the generator seeded with one word ({@code init_genrand}). */
    static MersenneTwister seeded(int seed) {
        MersenneTwister twister = new MersenneTwister();
        twister.fill(seed);
        return twister;
    }

    /** Returns the generator seeded with one word or more ({@code init_by_array}). */
    static MersenneTwister seededByArray(int[] key) {
        MersenneTwister twister = new MersenneTwister();
        twister.fillByArray(key);
        return twister;
    }

    private void fill(int seed) {
        state[0] = seed;
        for (int i = 1; i < SIZE; i++) {
            state[i] = 1812433253 * (state[i - 1] ^ (state[i - 1] >>> 30)) + i;
        }
    }

    private void fillByArray(int[] key) {
        fill(19650218);
        int i = 1;
        int j = 0;
        for (int k = Math.max(SIZE, key.length); k > 0; k--) {
            state[i] = (state[i] ^ ((state[i - 1] ^ (state[i - 1] >>> 30)) * 1664525)) + key[j] + j;
            i = step(i);
            j = (j + 1) % key.length;
        }
        for (int k = SIZE - 1; k > 0; k--) {
            state[i] = (state[i] ^ ((state[i - 1] ^ (state[i - 1] >>> 30)) * 1566083941)) - i;
            i = step(i);
        }
        state[0] = 0x80000000;
    }

    /** Returns the position after {@code i}; after the last comes 1, with the last word copied to position 0. */
    private int step(int i) {
        if (i + 1 < SIZE) {
            return i + 1;
        }
        state[0] = state[SIZE - 1];
        return 1;
    }

    private void twist() {
        for (int i = 0; i < SIZE; i++) {
            int mixed = (state[i] & 0x80000000) | (state[(i + 1) % SIZE] & 0x7fffffff);
            state[i] = state[(i + SHIFT) % SIZE] ^ (mixed >>> 1) ^ ((mixed & 1) == 0 ? 0 : 0x9908b0df);
        }
        next = 0;
    }

    /** Returns 32 random bits, as a signed number. */
    int nextBits32() {
        if (next == SIZE) {
            twist();
        }
        int word = state[next++];
        word ^= word >>> 11;
        word ^= (word << 7) & 0x9d2c5680;
        word ^= (word << 15) & 0xefc60000;
        return word ^ (word >>> 18);
    }
}

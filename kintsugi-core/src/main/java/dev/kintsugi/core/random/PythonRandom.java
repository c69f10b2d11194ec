package dev.kintsugi.core.random;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * The numbers of Python's module {@code random} (3.2 to 3.13), for partitions that published code draws with it and
 * that can only be compared if they are the same. Everything else draws from {@link RandomKey}. Not thread-safe.
 *
 * <p>MT19937, seeded by array from the 32-bit words of the absolute value of the seed; whole numbers below a bound by
 * rejection of the highest bits.
 */
public final class PythonRandom {
    private static final int SMALL_SAMPLE = 5;
    private static final int SMALL_SET = 21;

    private final MersenneTwister twister;

    private PythonRandom(MersenneTwister twister) {
        this.twister = twister;
    }

    /** Returns the generator after {@code random.seed(seed)}. */
    public static PythonRandom seeded(long seed) {
        return new PythonRandom(MersenneTwister.seededByArray(words(seed)));
    }

    /** Returns the 32-bit words of the absolute value, the lowest first; one word for 0. */
    private static int[] words(long seed) {
        BigInteger absolute = BigInteger.valueOf(seed).abs();
        int[] words = new int[Math.max(1, (absolute.bitLength() + 31) / 32)];
        for (int i = 0; i < words.length; i++) {
            words[i] = absolute.shiftRight(32 * i).intValue();
        }
        return words;
    }

    /** Returns {@code random.getrandbits(32)}, as a signed number of the same bits. */
    public int nextBits32() {
        return twister.nextBits32();
    }

    /** Returns {@code random.randrange(bound)}. */
    public int nextBelow(int bound) {
        if (bound <= 0) {
            throw new IllegalArgumentException("bound must be greater than 0, but was " + bound);
        }
        int unused = Integer.numberOfLeadingZeros(bound);
        int drawn = nextBits32() >>> unused;
        while (drawn >= bound) {
            drawn = nextBits32() >>> unused;
        }
        return drawn;
    }

    /** Shuffles as {@code random.shuffle(values)}. */
    public void shuffleInPlace(int[] values) {
        for (int i = values.length - 1; i > 0; i--) {
            int j = nextBelow(i + 1);
            int swap = values[i];
            values[i] = values[j];
            values[j] = swap;
        }
    }

    /**
     * Returns {@code random.sample(range(population), count)}: different numbers below {@code population}, in the order
     * of the draw.
     */
    public int[] sample(int population, int count) {
        if (count < 0 || count > population) {
            throw new IllegalArgumentException(
                    "count must lie in [0, " + population + "], the population, but was " + count);
        }
        return population <= poolLimit(count) ? sampleFromPool(population, count) : sampleFromSet(population, count);
    }

    /** Python copies populations up to this size and remembers what it drew of larger ones. */
    private static double poolLimit(int count) {
        return count <= SMALL_SAMPLE
                ? SMALL_SET
                : SMALL_SET + StrictMath.pow(4, StrictMath.ceil(StrictMath.log(count * 3.0) / StrictMath.log(4)));
    }

    private int[] sampleFromPool(int population, int count) {
        int[] pool = new int[population];
        Arrays.setAll(pool, number -> number);
        int[] drawn = new int[count];
        for (int i = 0; i < count; i++) {
            int j = nextBelow(population - i);
            drawn[i] = pool[j];
            pool[j] = pool[population - i - 1];
        }
        return drawn;
    }

    private int[] sampleFromSet(int population, int count) {
        Set<Integer> seen = new HashSet<>();
        int[] drawn = new int[count];
        for (int i = 0; i < count; i++) {
            int j = nextBelow(population);
            while (!seen.add(j)) {
                j = nextBelow(population);
            }
            drawn[i] = j;
        }
        return drawn;
    }
}

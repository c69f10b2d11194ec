package dev.kintsugi.core.random;

/**
 * The numbers of numpy's {@code np.random} functions ({@code RandomState}, frozen since numpy 1.17), for holes and
 * labels that published code draws with them and that can only be compared if they are the same. Everything else draws
 * from {@link RandomKey}. Not thread-safe.
 */
public final class NumpyRandom {
    private static final long LARGEST_SEED = 0xffffffffL;

    private final MersenneTwister twister;

    private NumpyRandom(MersenneTwister twister) {
        this.twister = twister;
    }

    /**
     * Returns the generator after {@code np.random.seed(seed)}.
     *
     * @param seed in [0, 2³²)
     */
    public static NumpyRandom seeded(long seed) {
        if (seed < 0 || seed > LARGEST_SEED) {
            throw new IllegalArgumentException("seed must lie in [0, 2^32), but was " + seed);
        }
        return new NumpyRandom(MersenneTwister.seeded((int) seed));
    }

    /** Returns {@code np.random.random_sample()}: a number in {@code [0, 1)} with 53 random bits. */
    public double nextDouble() {
        long high = twister.nextBits32() >>> 5;
        long low = twister.nextBits32() >>> 6;
        return (high * 67108864.0 + low) / 9007199254740992.0;
    }

    /**
     * Returns {@code np.random.binomial(1, probability)}: numpy inverts the distribution from the smaller side, so that
     * the same number gives another outcome below one half than above.
     *
     * @param probability in [0, 1]
     */
    public boolean nextBernoulli(double probability) {
        if (probability == 0) {
            return false; // numpy draws nothing
        }
        return probability <= 0.5 ? inverted(probability) : !inverted(1 - probability);
    }

    /** numpy draws again when rounding has left a remainder above both outcomes. */
    private boolean inverted(double probability) {
        double none = StrictMath.exp(StrictMath.log(1 - probability));
        double drawn = nextDouble();
        while (drawn - none > probability * none / (1 - probability)) {
            drawn = nextDouble();
        }
        return drawn > none;
    }

    /** Returns {@code np.random.choice(bound)}, a whole number below {@code bound}. */
    public int nextBelow(int bound) {
        if (bound <= 0) {
            throw new IllegalArgumentException("bound must be greater than 0, but was " + bound);
        }
        if (bound == 1) {
            return 0; // numpy draws nothing
        }
        int mask = -1 >>> Integer.numberOfLeadingZeros(bound - 1);
        int drawn = twister.nextBits32() & mask;
        while (drawn >= bound) {
            drawn = twister.nextBits32() & mask;
        }
        return drawn;
    }
}

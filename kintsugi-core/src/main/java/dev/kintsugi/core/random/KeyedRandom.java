package dev.kintsugi.core.random;

import java.util.List;

/**
 * One random stream, opened from a {@link RandomKey}. SplitMix64 underneath; every derived draw is defined here with
 * {@link StrictMath}, so that the numbers do not depend on the JDK or the processor. Not thread-safe: a stream belongs
 * to one purpose.
 */
public final class KeyedRandom {
    private long state;

    KeyedRandom(long state) {
        this.state = state;
    }

    /** Returns 64 random bits. */
    public long nextLong() {
        state += 0x9e3779b97f4a7c15L;
        long z = state;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    /** Returns a number in {@code [0, 1)} with 53 random bits. */
    public double nextDouble() {
        return (nextLong() >>> 11) * 0x1.0p-53;
    }

    /** Returns an integer in {@code [0, bound)}, unbiased. */
    public int nextInt(int bound) {
        if (bound <= 0) {
            throw new IllegalArgumentException("bound must be greater than 0, but was " + bound);
        }
        while (true) {
            long bits = nextLong() >>> 33;
            long value = bits % bound;
            if (bits - value + (bound - 1) < (1L << 31)) {
                return (int) value;
            }
        }
    }

    /** Returns a draw of the standard normal distribution (Box and Muller, one of the pair). */
    public double nextGaussian() {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - nextDouble()));
        return radius * StrictMath.cos(2 * StrictMath.PI * nextDouble());
    }

    /**
     * Returns a draw of the gamma distribution with scale 1 (Marsaglia and Tsang, ACM TOMS 2000; boosted below shape
     * 1).
     *
     * @param shape greater than 0
     */
    public double nextGamma(double shape) {
        if (!(shape > 0)) {
            throw new IllegalArgumentException("shape must be greater than 0, but was " + shape);
        }
        if (shape < 1) {
            double boost = StrictMath.pow(1 - nextDouble(), 1 / shape);
            return nextGamma(shape + 1) * boost;
        }
        double d = shape - 1.0 / 3;
        double c = 1 / StrictMath.sqrt(9 * d);
        while (true) {
            double x = nextGaussian();
            double cube = 1 + c * x;
            if (cube <= 0) {
                continue;
            }
            double v = cube * cube * cube;
            if (StrictMath.log(1 - nextDouble()) < 0.5 * x * x + d - d * v + d * StrictMath.log(v)) {
                return d * v;
            }
        }
    }

    /** Returns a draw of the symmetric Dirichlet distribution: {@code categories} shares that sum to 1. */
    public double[] nextDirichlet(double concentration, int categories) {
        double[] shares = new double[categories];
        double sum = 0;
        for (int i = 0; i < categories; i++) {
            shares[i] = nextGamma(concentration);
            sum += shares[i];
        }
        if (sum == 0) { // every draw underflowed: a tiny concentration puts all mass on one category
            shares[nextInt(categories)] = 1;
            return shares;
        }
        for (int i = 0; i < categories; i++) {
            shares[i] /= sum;
        }
        return shares;
    }

    /** Shuffles {@code values} in place (Fisher and Yates). */
    public void shuffleInPlace(int[] values) {
        for (int i = values.length - 1; i > 0; i--) {
            int j = nextInt(i + 1);
            int swap = values[i];
            values[i] = values[j];
            values[j] = swap;
        }
    }

    /** Returns {@code 0 … size - 1} in random order. */
    public int[] permutation(int size) {
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            order[i] = i;
        }
        shuffleInPlace(order);
        return order;
    }

    /** Returns one element of {@code choices}, each equally likely. */
    public <T> T pick(List<T> choices) {
        return choices.get(nextInt(choices.size()));
    }
}

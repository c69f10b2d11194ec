package dev.kintsugi.core.random;

/**
 * The numbers of numpy's {@code np.random} functions ({@code RandomState}, frozen since numpy 1.17), for partitions,
 * holes and labels that published code draws with them and that can only be compared if they are the same. Everything
 * else draws from {@link RandomKey}. Not thread-safe.
 *
 * <p>Logarithms and powers are those of {@link StrictMath}, which may differ from the C library's in the last bit.
 */
public final class NumpyRandom {
    private static final long LARGEST_SEED = 0xffffffffL;

    /** Terms up to which {@code np.sum} adds in eight lanes; longer sums are halved. */
    private static final int LANES_UP_TO = 128;

    private static final int LANES = 8;

    private final MersenneTwister twister;
    private double keptGaussian = Double.NaN;

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
     * @param probability in [0, 1], or outside by a rounding
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
        while (drawn > none && drawn - none > probability * none / (1 - probability)) {
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

    /** Shuffles as {@code np.random.shuffle(values)}. */
    public void shuffleInPlace(int[] values) {
        for (int i = values.length - 1; i > 0; i--) {
            int j = nextBelow(i + 1);
            int swap = values[i];
            values[i] = values[j];
            values[j] = swap;
        }
    }

    /**
     * Returns {@code np.argmax(np.random.multinomial(1, shares))}: one number per share until one hits.
     *
     * @param shares 0 or more, with a sum of 1
     */
    public int nextCategory(double[] shares) {
        double left = 1;
        for (int i = 0; i < shares.length - 1; i++) {
            if (nextBernoulli(shares[i] / left)) {
                return i;
            }
            left -= shares[i];
        }
        return shares.length - 1;
    }

    /** Returns {@code np.random.dirichlet([concentration] * count)}: NaN where it is so small that all draws are 0. */
    public double[] nextDirichlet(double concentration, int count) {
        double[] shares = new double[count];
        double sum = 0;
        for (int i = 0; i < count; i++) {
            shares[i] = nextGamma(concentration);
            sum += shares[i];
        }
        double inverse = 1 / sum;
        for (int i = 0; i < count; i++) {
            shares[i] *= inverse;
        }
        return shares;
    }

    /** Returns {@code np.random.standard_gamma(shape)}, by the rejections of Marsaglia and Tsang above a shape of 1. */
    double nextGamma(double shape) {
        if (shape == 1) {
            return nextExponential();
        }
        return shape < 1 ? gammaBelowOne(shape) : gammaAboveOne(shape);
    }

    private double gammaBelowOne(double shape) {
        while (true) {
            double u = nextDouble();
            double v = nextExponential();
            if (u <= 1 - shape) {
                double x = StrictMath.pow(u, 1 / shape);
                if (x <= v) {
                    return x;
                }
            } else {
                double y = -StrictMath.log((1 - u) / shape);
                double x = StrictMath.pow(1 - shape + shape * y, 1 / shape);
                if (x <= v + y) {
                    return x;
                }
            }
        }
    }

    private double gammaAboveOne(double shape) {
        double b = shape - 1 / 3.0;
        double c = 1 / StrictMath.sqrt(9 * b);
        while (true) {
            double x = nextGaussian();
            double v = 1 + c * x;
            while (v <= 0) {
                x = nextGaussian();
                v = 1 + c * x;
            }
            v = v * v * v;
            double u = nextDouble();
            if (u < 1 - 0.0331 * (x * x) * (x * x)
                    || StrictMath.log(u) < 0.5 * x * x + b * (1 - v + StrictMath.log(v))) {
                return b * v;
            }
        }
    }

    /** Returns {@code np.random.standard_exponential()}. */
    double nextExponential() {
        return -StrictMath.log(1 - nextDouble());
    }

    /**
     * Returns {@code np.random.standard_normal()}: the polar method gives two, of which one is kept for the next call.
     */
    double nextGaussian() {
        if (!Double.isNaN(keptGaussian)) {
            double kept = keptGaussian;
            keptGaussian = Double.NaN;
            return kept;
        }
        double first = 2 * nextDouble() - 1;
        double second = 2 * nextDouble() - 1;
        double square = first * first + second * second;
        while (square >= 1 || square == 0) {
            first = 2 * nextDouble() - 1;
            second = 2 * nextDouble() - 1;
            square = first * first + second * second;
        }
        double factor = StrictMath.sqrt(-2 * StrictMath.log(square) / square);
        keptGaussian = factor * first;
        return factor * second;
    }

    /** Returns {@code np.sum(values)}, whose order of additions decides the last bit. */
    public static double sum(double[] values) {
        return sum(values, 0, values.length);
    }

    private static double sum(double[] values, int from, int count) {
        if (count < LANES) {
            double sum = 0;
            for (int i = 0; i < count; i++) {
                sum += values[from + i];
            }
            return sum;
        } else if (count > LANES_UP_TO) {
            int half = count / 2 - count / 2 % LANES;
            return sum(values, from, half) + sum(values, from + half, count - half);
        }
        double[] lanes = new double[LANES];
        int whole = count - count % LANES;
        for (int i = 0; i < whole; i++) {
            lanes[i % LANES] += values[from + i];
        }
        double sum = ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])) + ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]));
        for (int i = whole; i < count; i++) {
            sum += values[from + i];
        }
        return sum;
    }
}

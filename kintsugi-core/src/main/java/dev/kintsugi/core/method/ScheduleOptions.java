package dev.kintsugi.core.method;

import dev.kintsugi.core.error.Check;
import dev.kintsugi.core.option.Kind;
import dev.kintsugi.core.option.Option;

/** How the learning rate goes over the rounds: a factor on the base learning rate, constant within a round. */
public sealed interface ScheduleOptions permits ScheduleOptions.Constant, ScheduleOptions.Cosine, ScheduleOptions.Step {
    /**
     * Returns the factor of a round.
     *
     * @param round number of the round, from 1
     * @param rounds number of rounds of the run
     */
    double factor(int round, int rounds);

    /** The same rate in every round. */
    @Kind(value = "constant", description = "the same rate in every round")
    record Constant() implements ScheduleOptions {
        /** The defaults. */
        public static final Constant DEFAULTS = new Constant();

        @Override
        public double factor(int round, int rounds) {
            return 1;
        }
    }

    /** Linear warm-up, then half a cosine from 1 down to {@code floor}. */
    @Kind(value = "cosine", description = "linear warm-up, then half a cosine down to floor")
    record Cosine(
            @Option("rounds of linear warm-up, 0 or more") int warmupRounds,
            @Option("factor at the end, in [0, 1]") double floor)
            implements ScheduleOptions {
        /** The defaults. */
        public static final Cosine DEFAULTS = new Cosine(0, 0);

        /** Checks the ranges. */
        public Cosine {
            Check.notNegative("warmup-rounds", warmupRounds);
            Check.within("floor", floor, 0, 1);
        }

        @Override
        public double factor(int round, int rounds) {
            if (round <= warmupRounds) {
                return round / (double) (warmupRounds + 1);
            }
            double progress = (round - 1.0 - warmupRounds) / Math.max(1, rounds - warmupRounds);
            return floor + (1 - floor) * 0.5 * (1 + StrictMath.cos(StrictMath.PI * progress));
        }
    }

    /** A factor of {@code gamma} after every {@code every} rounds. */
    @Kind(value = "step", description = "a factor of gamma after every so many rounds")
    record Step(
            @Option("rounds between two steps, above 0") int every,
            @Option("factor of each step, above 0") double gamma)
            implements ScheduleOptions {
        /** The defaults. */
        public static final Step DEFAULTS = new Step(10, 0.1);

        /** Checks the ranges. */
        public Step {
            Check.positive("every", every);
            Check.positive("gamma", gamma);
        }

        @Override
        public double factor(int round, int rounds) {
            return StrictMath.pow(gamma, (round - 1) / every);
        }
    }
}

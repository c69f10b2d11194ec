package dev.kintsugi.engine.federation;

import dev.kintsugi.core.error.Check;
import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.option.Kind;
import dev.kintsugi.core.option.Option;

/** Which clients take part in a round. */
public sealed interface SelectionOptions
        permits SelectionOptions.All, SelectionOptions.Fraction, SelectionOptions.Fixed, SelectionOptions.Trace {
    /** Everybody, in every round. */
    @Kind(value = "all", description = "everybody, in every round")
    record All() implements SelectionOptions {
        /** The defaults. */
        public static final All DEFAULTS = new All();
    }

    /** A random share of the clients, at least one, without replacement. */
    @Kind(value = "fraction", description = "a random share of the clients, at least one")
    record Fraction(
            @Option(value = "share of the clients, in (0, 1]", source = "FedPGP, CIFAR scripts: 0.1")
            double share) implements SelectionOptions {
        /** The defaults. */
        public static final Fraction DEFAULTS = new Fraction(0.1);

        /** Checks the range. */
        public Fraction {
            Check.positive("share", share);
            Check.within("share", share, 0, 1);
        }
    }

    /** A random cohort of a fixed size, without replacement. */
    @Kind(value = "fixed", description = "a random cohort of a fixed size")
    record Fixed(@Option("clients per round, above 0") int size) implements SelectionOptions {
        /** The defaults. */
        public static final Fixed DEFAULTS = new Fixed(10);

        /** Checks the range. */
        public Fixed {
            Check.positive("size", size);
        }
    }

    /** A random share of the clients that a trace file says are available. */
    @Kind(value = "trace", description = "a random share of those that a trace file says are available")
    record Trace(
            @Option(value = "CSV file with the header client,from,to: rounds, both inclusive", required = true)
            String file,

            @Option("share of the available clients, in (0, 1]")
            double share)
            implements SelectionOptions {
        /** The defaults. */
        public static final Trace DEFAULTS = new Trace("", 1);

        /** Checks the ranges. */
        public Trace {
            if (share <= 0 || share > 1) {
                throw new ConfigException("share must lie in (0, 1], but was " + share);
            }
        }
    }
}

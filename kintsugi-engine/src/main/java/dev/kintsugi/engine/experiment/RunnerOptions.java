package dev.kintsugi.engine.experiment;

import dev.kintsugi.core.error.Check;
import dev.kintsugi.core.option.Kind;
import dev.kintsugi.core.option.Option;

/** What carries the tasks to the clients. */
public sealed interface RunnerOptions
        permits RunnerOptions.InProcess,
                RunnerOptions.Wire,
                RunnerOptions.Debug,
                RunnerOptions.SequentialSharing,
                RunnerOptions.SequentialMomentum {
    /** Threads times blocks of clients in this process. */
    @Kind(value = "in-process", description = "threads times blocks of clients in this process")
    record InProcess(
            @Option("Java threads that train blocks side by side; 0 takes the number of processors")
            int threads,

            @Option(
                    value = "clients that train in one graph, above 0; results depend on it in the last bits",
                    source = "docs/results/benchmarks.md")
            int blockSize,

            @Option("libtorch's threads within one operation, above 0; results may depend on it in the last bits")
            int intraOpThreads)
            implements RunnerOptions {
        /** The defaults. */
        public static final InProcess DEFAULTS = new InProcess(0, 4, 1);

        /** Checks the ranges. */
        public InProcess {
            Check.notNegative("threads", threads);
            Check.positive("block-size", blockSize);
            Check.positive("intra-op-threads", intraOpThreads);
        }
    }

    /** In-process, with every task and update in its serialised form. */
    @Kind(value = "wire", description = "in-process, with every task and update going through its serialised form")
    record Wire(
            @Option("Java threads that train blocks side by side; 0 takes the number of processors")
            int threads,

            @Option("clients that train in one graph, above 0")
            int blockSize,

            @Option("libtorch's threads within one operation, above 0")
            int intraOpThreads)
            implements RunnerOptions {
        /** The defaults: those of the in-process runner. */
        public static final Wire DEFAULTS = new Wire(
                InProcess.DEFAULTS.threads(), InProcess.DEFAULTS.blockSize(), InProcess.DEFAULTS.intraOpThreads());

        /** Checks the ranges. */
        public Wire {
            Check.notNegative("threads", threads);
            Check.positive("block-size", blockSize);
            Check.positive("intra-op-threads", intraOpThreads);
        }
    }

    /** One client after the other in one thread; errors say round, client and stage. */
    @Kind(value = "debug", description = "one client after the other; errors say round, client and stage")
    record Debug() implements RunnerOptions {
        /** The defaults. */
        public static final Debug DEFAULTS = new Debug();
    }

    /** One client after the other on one set of weights, as published code does by accident. */
    @Kind(
            value = "sequential-sharing",
            description = "no federation: clients train one after another on one set of weights, as the code released"
                    + " with FED-PRIME does by accident")
    record SequentialSharing() implements RunnerOptions {
        /** The defaults. */
        public static final SequentialSharing DEFAULTS = new SequentialSharing();
    }

    /** One client after the other, with one momentum that goes through all of them. */
    @Kind(
            value = "sequential-momentum",
            description =
                    "no federation: clients train one after another, and each starts with the momentum of the one before,"
                            + " as the code released with FedPGP does; for a method with momentum: shared")
    record SequentialMomentum() implements RunnerOptions {
        /** The defaults. */
        public static final SequentialMomentum DEFAULTS = new SequentialMomentum();
    }
}

package dev.kintsugi.cli.bench;

/** One measurement that a user can repeat. */
public interface Benchmark {
    /** Returns the name on the command line. */
    String name();

    /** Returns in a line what is measured. */
    String description();

    /** Measures; takes seconds to minutes. */
    BenchTable run(BenchSettings settings);
}

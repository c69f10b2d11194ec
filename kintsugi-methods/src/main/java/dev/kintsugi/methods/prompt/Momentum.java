package dev.kintsugi.methods.prompt;

/** What becomes of SGD's momentum when a client's round ends. */
public enum Momentum {
    /** It starts at zero on every client and in every round. */
    RESET,
    /** Every client keeps its own, as a local parameter, and goes on with it when it takes part again. */
    CARRIED,
    /**
     * One buffer goes from client to client and from round to round, as published code does that makes its optimiser
     * once: a shared parameter, which the runner {@code sequential-momentum} hands on.
     */
    SHARED
}

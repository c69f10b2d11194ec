package dev.kintsugi.engine.partition;

/** How the pathological partition chooses the classes of a client, as in flwr-datasets. */
public enum ClassAssignmentMode {
    /** Every client draws its classes. */
    RANDOM,
    /** Client {@code k} has the classes {@code k, k + 1, …}, counted round. */
    DETERMINISTIC,
    /** Client {@code k} has class {@code k}, counted round, and draws the others. */
    FIRST_DETERMINISTIC
}

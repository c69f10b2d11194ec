package dev.kintsugi.engine.partition;

/** Where the numbers of a partition come from. */
public enum PartitionDraw {
    /** From the seed of the run. */
    KEYED,
    /** From numpy and Python's {@code random}, seeded as the released code of FedPGP seeds them. */
    NUMPY
}

package dev.kintsugi.engine.missing;

/** Where the numbers of a pattern over clients come from. */
public enum ClientDraw {
    /** From the seed of the run and the id of the client. */
    KEYED,
    /** From numpy, seeded with the number of the client: the released code of FedMultimodal. */
    NUMPY
}

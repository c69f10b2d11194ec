package dev.kintsugi.methods.alignment;

/**
 * One global prompt θ while clusters are being found.
 *
 * @param id its number, unique within one aggregation, growing in the order in which clusters were opened
 * @param centre θ, {@code [width]}; never written after construction
 * @param members number of clients that had it in the previous sweep; 0 while it is new
 * @param weight sum of examples × share of uses of its members
 */
@SuppressWarnings("ArrayRecordComponent") // owned by one aggregation, never compared
record Cluster(int id, double[] centre, int members, double weight) {}

package dev.kintsugi.engine.missing;

import java.util.List;

/**
 * Hands sets of modalities to rows in given shares. No set ever runs a whole row ahead of its share (of two, none lags
 * by one either), so the shares hold after any number of rows, and the set of a row does not depend on how many follow.
 */
final class RowShares {
    private final List<Long> sets;
    private final double[] shares;
    private final long[] given;
    private long rows;

    /**
     * Creates the hand-out.
     *
     * @param weights one per set, 0 or more, with a sum above 0
     */
    RowShares(List<Long> sets, double[] weights) {
        this.sets = sets;
        this.given = new long[weights.length];
        this.shares = new double[weights.length];
        double sum = 0;
        for (double weight : weights) {
            sum += weight;
        }
        for (int set = 0; set < weights.length; set++) {
            shares[set] = weights[set] / sum;
        }
    }

    /** Returns the set of the next row: the one that lags most behind its share, the first of equals. */
    long next() {
        rows++;
        int most = 0;
        for (int set = 1; set < shares.length; set++) {
            if (shares[set] * rows - given[set] > shares[most] * rows - given[most]) {
                most = set;
            }
        }
        given[most]++;
        return sets.get(most);
    }
}

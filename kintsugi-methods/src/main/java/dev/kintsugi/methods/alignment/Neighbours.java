package dev.kintsugi.methods.alignment;

import java.util.Arrays;

/**
 * The rows near one point: at least all within a radius, each with a lower bound of its squared distance to the point.
 *
 * <p>They serve a cluster that has moved away from the point, too, by the triangle inequality: whoever is at least
 * {@code a} from the point is at least {@code a − moved} from the cluster.
 */
final class Neighbours {
    /** Rounding of the square roots below, generously. */
    private static final double ROUNDING = 1e-6;

    private final double[] point;
    private final double radius;
    private int[] rows = new int[4];
    private float[] atLeast = new float[4];
    private int count;
    private int comparedFrom;

    /**
     * Starts an empty list.
     *
     * @param point {@code [width]}; never written to
     * @param comparedFrom rows before this one that opened no cluster are yet to be compared; 0 if none
     */
    Neighbours(double[] point, double squaredRadius, int comparedFrom) {
        this.point = point;
        this.radius = Math.sqrt(squaredRadius);
        this.comparedFrom = comparedFrom;
    }

    /** Adds a row whose squared distance to the point is {@code squaredAtLeast} or more. */
    void add(int row, double squaredAtLeast) {
        if (count == rows.length) {
            rows = Arrays.copyOf(rows, 2 * count);
            atLeast = Arrays.copyOf(atLeast, 2 * count);
        }
        rows[count] = row;
        atLeast[count++] = (float) (Math.sqrt(Math.max(0, squaredAtLeast)) * (1 - ROUNDING));
    }

    int size() {
        return count;
    }

    int row(int index) {
        return rows[index];
    }

    double squaredAtLeast(int index) {
        return (double) atLeast[index] * atLeast[index];
    }

    double[] point() {
        return point;
    }

    double squaredRadius() {
        return radius * radius;
    }

    int comparedFrom() {
        return comparedFrom;
    }

    /** Says that all rows have been compared now. */
    void complete() {
        comparedFrom = 0;
    }

    /** Returns how far a centre is from the point. */
    double moved(double[] centre) {
        double squares = 0;
        for (int c = 0; c < centre.length; c++) {
            squares += (centre[c] - point[c]) * (centre[c] - point[c]);
        }
        return Math.sqrt(squares);
    }

    /** Returns whether all rows within a reach of a centre that has moved are surely in this list. */
    boolean cover(double moved, double squaredReach) {
        return (Math.sqrt(squaredReach) + moved) * (1 + ROUNDING) <= radius;
    }

    /** Returns whether a row of the list may be within a reach of a centre that has moved. */
    boolean mayReach(int index, double moved, double squaredReach) {
        return !(atLeast[index] >= (Math.sqrt(squaredReach) + moved) * (1 + ROUNDING));
    }
}

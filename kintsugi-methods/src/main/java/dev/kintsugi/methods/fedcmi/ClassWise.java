package dev.kintsugi.methods.fedcmi;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What the classes that are out of balance most get in the distillation (released {@code client/FedCMI.py}). */
public enum ClassWise {
    /** A temperature below 1: both distributions are sharper. */
    TEMPERATURE,
    /** A weight above 1. */
    WEIGHT,
    /** Nothing. */
    NONE;

    private static final double SMALLEST = 1e-8; // a probability below it counts as 0

    /** Two modalities by their numbers. */
    record Pair(int first, int second) {}

    /** Returns the pairs of modalities, the lower number first. */
    static List<Pair> pairs(int modalities) {
        List<Pair> pairs = new ArrayList<>();
        for (int first = 0; first < modalities; first++) {
            for (int second = first + 1; second < modalities; second++) {
                pairs.add(new Pair(first, second));
            }
        }
        return pairs;
    }

    /** Returns the number of a pair in {@link #pairs}, whichever comes first. */
    static int number(int modalities, int one, int other) {
        return pairs(modalities).indexOf(new Pair(Math.min(one, other), Math.max(one, other)));
    }

    /**
     * Returns how far each class is out of balance, 1 where it is not more so than the mean: with {@code r_c = P₁[c] /
     * P₂[c]} and its mean r̄ over the classes with {@code P₂[c] ≠ 0}, {@code 1 + c₃ ln(r_c / r̄)} where r̄ &gt; 1 and
     * the quotient is above 1, and {@code 1 + c₃ ln(r̄ / r_c)} where r̄ ≤ 1 and that one is.
     *
     * <p>A class without samples has P = 0, and so 1; a first probability of 0 counts as 1e-8.
     *
     * @param first mean probability of each class among its own samples, as the first modality sees it
     * @param second the same of the second modality
     * @param strength c₃
     */
    static double[] emphasis(double[] first, double[] second, double strength) {
        double[] emphasis = new double[first.length];
        Arrays.fill(emphasis, 1);
        double sum = 0;
        int known = 0;
        for (int c = 0; c < first.length; c++) {
            if (second[c] > SMALLEST) {
                sum += first[c] / second[c];
                known++;
            }
        }
        double mean = sum / known;
        for (int c = 0; c < first.length; c++) {
            if (second[c] > SMALLEST) {
                double ratio = Math.max(first[c], SMALLEST) / second[c];
                double relative = mean > 1 ? ratio / mean : mean / ratio;
                emphasis[c] = relative > 1 ? 1 + strength * Math.log(relative) : 1;
            }
        }
        return emphasis;
    }
}

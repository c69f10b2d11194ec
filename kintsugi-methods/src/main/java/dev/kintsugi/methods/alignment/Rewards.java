package dev.kintsugi.methods.alignment;

/**
 * What it is worth, as a log-likelihood, that a client's prompt is a copy of a cluster.
 *
 * <p>A copy: {@code −‖φ − θ_q‖² / 2σ² + log(u_q / (1 − u_q))}. A cluster of its own: {@code −V / 2σ² + log(u_min / (1 −
 * u_min))}, as if the prompt lay at the typical distance from the mean of all, with the least popularity.
 *
 * @param total V, the mean squared distance of all prompts from their mean
 * @param variance σ², of one squared distance
 * @param leastPopularity u_min; popularity is held within {@code [u_min, 1 − u_min]}
 * @param clients K, so that {@code u_q = members / K}
 */
record Rewards(double total, double variance, double leastPopularity, int clients) {
    /** Returns the reward of opening a cluster. */
    double opening() {
        return -total / (2 * variance) + logOdds(leastPopularity);
    }

    /** Returns the reward of joining a cluster with a number of members at a squared distance. */
    double joining(double squaredDistance, int members) {
        return -squaredDistance / (2 * variance) + logOdds(popularity(members));
    }

    /**
     * Returns the squared distance below which joining is worth more than opening, rounded up by a hair: a prompt at or
     * beyond it never joins.
     */
    double reach(int members) {
        double exact = total + 2 * variance * (logOdds(popularity(members)) - logOdds(leastPopularity));
        return exact * (1 + 1e-9) + Double.MIN_NORMAL;
    }

    private double popularity(int members) {
        return Math.min(Math.max(members / (double) clients, leastPopularity), 1 - leastPopularity);
    }

    /** With StrictMath, whose bits do not depend on the JDK. */
    private static double logOdds(double probability) {
        return StrictMath.log(probability / (1 - probability));
    }
}

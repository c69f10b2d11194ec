package dev.kintsugi.core.option;

import java.util.Collection;
import java.util.Optional;

/** Finds what a user most likely meant by a name that is not known. */
public final class NearestName {
    private NearestName() {}

    /**
     * Returns the candidate with the least edit distance to {@code name}; the first of equals. Nothing is returned when
     * more than half of the letters would have to change.
     */
    public static Optional<String> among(Collection<String> candidates, String name) {
        String best = null;
        int bestDistance = Integer.MAX_VALUE;
        for (String candidate : candidates) {
            int distance = distance(candidate, name);
            if (distance < bestDistance && distance <= Math.max(candidate.length(), name.length()) / 2) {
                best = candidate;
                bestDistance = distance;
            }
        }
        return Optional.ofNullable(best);
    }

    /**
     * Returns the sentence that answers a name which is not known: with the nearest one, if any is near, and all that
     * are known.
     *
     * @param subject what is named, such as {@code key} or {@code method}
     */
    public static String notKnown(String subject, String name, Collection<String> known) {
        String hint = among(known, name)
                .map(nearest -> "; did you mean '" + nearest + "'?")
                .orElse(".");
        return subject + " '" + name + "' is not known" + hint + " Known: " + String.join(", ", known);
    }

    /**
     * Returns the number of letters to insert, remove, replace or swap with their neighbour (optimal string alignment
     * distance) to turn one text into the other.
     */
    static int distance(String from, String to) {
        int[][] cost = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                int replaced = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
                cost[i][j] = Math.min(cost[i - 1][j - 1] + replaced, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
                if (i > 1
                        && j > 1
                        && from.charAt(i - 1) == to.charAt(j - 2)
                        && from.charAt(i - 2) == to.charAt(j - 1)) {
                    cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
                }
            }
        }
        return cost[from.length()][to.length()];
    }
}

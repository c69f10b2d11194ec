package dev.kintsugi.engine.federation;

import dev.kintsugi.core.data.PresenceTable;
import dev.kintsugi.core.data.Samples;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.engine.missing.TestCondition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What must be scored for some test conditions: each distinct pair of a row and what is left of it once, and where each
 * condition finds its pairs.
 *
 * @param samples the pairs, by row and then in the order in which the conditions name them
 * @param conditions where each condition finds its rows
 */
record ScoringPlan(Samples samples, List<Rows> conditions) {
    /**
     * The rows of one condition.
     *
     * @param rows numbers of the test rows, ascending
     * @param pairs the pair of each of these rows
     * @param masks what is left of each of these rows
     * @param leftOut test rows that are no part of it
     */
    @SuppressWarnings("ArrayRecordComponent") // read within this package only, never compared
    record Rows(String name, int[] rows, int[] pairs, long[] masks, int leftOut) {}

    /**
     * Returns the plan.
     *
     * @param all the test rows
     * @param needs modalities that a row must have left to be scored
     */
    static ScoringPlan of(Samples all, List<TestCondition> conditions, List<Modality> needs) {
        List<Integer> pairRows = new ArrayList<>();
        List<Long> pairMasks = new ArrayList<>();
        int[][] pairOf = new int[conditions.size()][all.rows()];
        for (int row = 0; row < all.rows(); row++) {
            int first = pairRows.size();
            for (int condition = 0; condition < pairOf.length; condition++) {
                PresenceTable presence = conditions.get(condition).presence();
                int pair = -1;
                if (usable(presence, row, needs)) {
                    pair = first;
                    while (pair < pairRows.size() && pairMasks.get(pair) != presence.mask(row)) {
                        pair++;
                    }
                    if (pair == pairRows.size()) {
                        pairRows.add(row);
                        pairMasks.add(presence.mask(row));
                    }
                }
                pairOf[condition][row] = pair;
            }
        }
        List<Rows> rows = new ArrayList<>();
        for (int condition = 0; condition < pairOf.length; condition++) {
            rows.add(rows(conditions.get(condition), pairOf[condition]));
        }
        PresenceTable presence = new PresenceTable(
                all.presence().modalities(),
                pairMasks.stream().mapToLong(Long::longValue).toArray());
        int[] chosen = pairRows.stream().mapToInt(Integer::intValue).toArray();
        return new ScoringPlan(all.select(chosen, presence), rows);
    }

    private static boolean usable(PresenceTable presence, int row, List<Modality> needs) {
        return presence.mask(row) != 0 && needs.stream().allMatch(modality -> presence.has(row, modality));
    }

    private static Rows rows(TestCondition condition, int[] pairOf) {
        int[] rows = new int[pairOf.length];
        int[] pairs = new int[pairOf.length];
        long[] masks = new long[pairOf.length];
        int count = 0;
        for (int row = 0; row < pairOf.length; row++) {
            if (pairOf[row] >= 0) {
                rows[count] = row;
                pairs[count] = pairOf[row];
                masks[count] = condition.presence().mask(row);
                count++;
            }
        }
        return new Rows(
                condition.name(),
                Arrays.copyOf(rows, count),
                Arrays.copyOf(pairs, count),
                Arrays.copyOf(masks, count),
                pairOf.length - count);
    }
}

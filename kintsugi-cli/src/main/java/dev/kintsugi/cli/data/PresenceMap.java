package dev.kintsugi.cli.data;

import dev.kintsugi.engine.missing.PresenceCounts;
import java.util.List;
import java.util.Locale;

/**
 * What the rows of each client have left, in characters: a bar per client with a letter per pattern of presence, as
 * long as its share.
 */
final class PresenceMap {
    private static final int MOST_CLIENTS = 40;
    private static final int MOST_LEGEND = 26;
    private static final int LONGEST_BAR = 60;
    private static final char COMPLETE = '█';

    private PresenceMap() {}

    /** Returns the map with its legend, each line ended by a line feed. */
    static String draw(PresenceCounts presence, int columns) {
        int idWidth = Math.max(
                "client".length(),
                presence.rows().stream()
                        .mapToInt(row -> row.client().length())
                        .max()
                        .orElse(0));
        int width = Math.max(10, Math.min(LONGEST_BAR, columns - idWidth - 10));
        StringBuilder text =
                new StringBuilder(String.format(Locale.ROOT, "%-" + idWidth + "s  %5s  presence\n", "client", "rows"));
        List<PresenceCounts.Row> shown = presence.rows()
                .subList(0, Math.min(MOST_CLIENTS, presence.rows().size()));
        for (PresenceCounts.Row row : shown) {
            text.append(String.format(
                    Locale.ROOT, "%-" + idWidth + "s  %5d  %s\n", row.client(), row.size(), bar(presence, row, width)));
        }
        if (shown.size() < presence.rows().size()) {
            text.append("… and ").append(presence.rows().size() - shown.size()).append(" more clients\n");
        }
        text.append('\n');
        for (int pattern = 0;
                pattern < Math.min(MOST_LEGEND, presence.patterns().size());
                pattern++) {
            text.append(pattern == 0 ? "" : "  ")
                    .append(letter(presence, pattern))
                    .append(' ')
                    .append(presence.name(presence.patterns().get(pattern)));
        }
        return text.append(presence.patterns().size() > MOST_LEGEND ? "  …\n" : "\n")
                .toString();
    }

    /** Each pattern ends where its running total does, so that the bar is full and none is off by a whole character. */
    private static String bar(PresenceCounts presence, PresenceCounts.Row row, int width) {
        StringBuilder bar = new StringBuilder();
        long sum = 0;
        for (int pattern = 0; pattern < row.counts().size() && row.size() > 0; pattern++) {
            sum += row.counts().get(pattern);
            long end = Math.round(width * sum / (double) row.size());
            while (bar.length() < end) {
                bar.append(letter(presence, pattern));
            }
        }
        return bar.toString();
    }

    private static char letter(PresenceCounts presence, int pattern) {
        long mask = presence.patterns().get(pattern);
        boolean hasComplete = Long.bitCount(presence.patterns().get(0))
                == presence.modalities().size();
        if (Long.bitCount(mask) == presence.modalities().size()) {
            return COMPLETE;
        }
        return (char) ('a' + (pattern - (hasComplete ? 1 : 0)) % MOST_LEGEND);
    }
}

package dev.kintsugi.engine.missing;

import dev.kintsugi.core.data.ClientData;
import dev.kintsugi.core.data.PresenceTable;
import dev.kintsugi.core.parameter.Modality;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How many rows of each pattern of presence the clients hold.
 *
 * @param modalities modalities in bit order
 * @param patterns masks that occur, those with more modalities first, then in ascending order
 * @param rows one row per client, in the order of the partition
 */
public record PresenceCounts(List<Modality> modalities, List<Long> patterns, List<Row> rows) {
    /**
     * The counts of one client.
     *
     * @param client id of the client
     * @param counts rows per pattern, in the order of {@link #patterns}
     */
    public record Row(String client, List<Integer> counts) {
        /** Copies the counts. */
        public Row {
            counts = List.copyOf(counts);
        }

        /** Returns the number of rows of the client. */
        public int size() {
            return counts.stream().mapToInt(Integer::intValue).sum();
        }
    }

    /** Copies the lists. */
    public PresenceCounts {
        modalities = List.copyOf(modalities);
        patterns = List.copyOf(patterns);
        rows = List.copyOf(rows);
    }

    /** Counts the rows of clients. */
    public static PresenceCounts of(PresenceTable presence, List<ClientData> clients) {
        List<Map<Long, Integer>> counted = new ArrayList<>();
        TreeSet<Long> patterns = new TreeSet<>(
                Comparator.<Long>comparingInt(mask -> -Long.bitCount(mask)).thenComparing(mask -> mask));
        for (ClientData client : clients) {
            Map<Long, Integer> counts = new TreeMap<>();
            for (int row : client.rows()) {
                counts.merge(presence.mask(row), 1, Integer::sum);
            }
            patterns.addAll(counts.keySet());
            counted.add(counts);
        }
        List<Row> rows = new ArrayList<>();
        for (int client = 0; client < clients.size(); client++) {
            Map<Long, Integer> counts = counted.get(client);
            rows.add(new Row(
                    clients.get(client).client(),
                    patterns.stream().map(mask -> counts.getOrDefault(mask, 0)).toList()));
        }
        return new PresenceCounts(presence.modalities(), List.copyOf(patterns), rows);
    }

    /** Returns the name of a pattern: its modalities joined by {@code +}. */
    public String name(long pattern) {
        return PresenceTable.describe(modalities, pattern);
    }

    /** Returns the rows of all clients per pattern. */
    public List<Integer> totals() {
        List<Integer> totals = new ArrayList<>(Collections.nCopies(patterns.size(), 0));
        for (Row row : rows) {
            for (int pattern = 0; pattern < patterns.size(); pattern++) {
                totals.set(pattern, totals.get(pattern) + row.counts().get(pattern));
            }
        }
        return totals;
    }
}

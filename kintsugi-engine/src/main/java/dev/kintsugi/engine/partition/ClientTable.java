package dev.kintsugi.engine.partition;

import dev.kintsugi.core.data.ClientData;
import dev.kintsugi.core.data.ExampleTable;
import dev.kintsugi.core.parameter.Modality;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How many rows of each class and modality the clients hold.
 *
 * @param classNames class names in the order of the class numbers
 * @param rows one row per client, in the order of the partition
 */
public record ClientTable(List<String> classNames, List<Row> rows) {
    /**
     * The counts of one client.
     *
     * @param client id of the client
     * @param size number of rows
     * @param classes rows per class; a row with several labels counts for each
     * @param presence rows per modality
     */
    public record Row(String client, int size, List<Integer> classes, Map<Modality, Integer> presence) {
        /** Copies the counts. */
        public Row {
            classes = List.copyOf(classes);
            presence = Map.copyOf(presence);
        }
    }

    /** Copies the lists. */
    public ClientTable {
        classNames = List.copyOf(classNames);
        rows = List.copyOf(rows);
    }

    /** Counts the rows of a partition. */
    public static ClientTable of(ExampleTable examples, List<ClientData> clients) {
        List<Row> rows = new ArrayList<>();
        for (ClientData client : clients) {
            int[] classes = new int[examples.targets().classes()];
            Map<Modality, Integer> presence = new LinkedHashMap<>();
            for (int row : client.rows()) {
                for (int label : examples.targets().labels(row)) {
                    classes[label]++;
                }
                for (Modality modality : examples.presence().modalities()) {
                    presence.merge(modality, examples.presence().has(row, modality) ? 1 : 0, Integer::sum);
                }
            }
            rows.add(new Row(
                    client.client(),
                    client.size(),
                    Arrays.stream(classes).boxed().toList(),
                    presence));
        }
        return new ClientTable(examples.targets().classNames(), rows);
    }

    /** Returns the rows of all clients per class. */
    public int[] classTotals() {
        int[] totals = new int[classNames.size()];
        for (Row row : rows) {
            for (int label = 0; label < totals.length; label++) {
                totals[label] += row.classes().get(label);
            }
        }
        return totals;
    }

    /** Returns the largest count of one class at one client. */
    public int largestCount() {
        return rows.stream()
                .flatMap(row -> row.classes().stream())
                .mapToInt(Integer::intValue)
                .max()
                .orElse(0);
    }

    /**
     * Returns the mean, weighted by rows, of the total variation distance between the classes of a client and those of
     * all clients: 0 if all are alike, towards 1 if every client has classes of its own.
     */
    public double labelSkew() {
        int[] totals = classTotals();
        double all = Arrays.stream(totals).sum();
        double skew = 0;
        for (Row row : rows) {
            double own = row.classes().stream().mapToInt(Integer::intValue).sum();
            double distance = 0;
            for (int label = 0; label < totals.length && own > 0; label++) {
                distance += Math.abs(row.classes().get(label) / own - totals[label] / all);
            }
            skew += own / all * distance / 2;
        }
        return all == 0 ? 0 : skew;
    }
}

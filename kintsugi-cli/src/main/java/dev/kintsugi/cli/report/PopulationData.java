package dev.kintsugi.cli.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Who has what: the client × class table and the modalities that clients have, cut down to what a page can show. */
final class PopulationData {
    private static final int CLIENTS = 60;
    private static final int CLASSES = 80;

    private final RunFolder run;

    PopulationData(RunFolder run) {
        this.run = run;
    }

    ObjectNode json() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("total", run.clients().size());
        Quantiles rows = new Quantiles(run.clients().stream().mapToDouble(ClientLine::rows));
        ArrayNode box = node.putArray("rowQuantiles");
        for (double share : new double[] {0, 0.25, 0.5, 0.75, 1}) {
            JsonFields.add(box, rows.at(share));
        }
        // Of many clients, some of each size are shown: evenly spaced in the order of size.
        List<ClientLine> shown = run.clients();
        if (shown.size() > CLIENTS) {
            List<ClientLine> bySize = new ArrayList<>(shown);
            bySize.sort(Comparator.comparingLong(ClientLine::rows).reversed().thenComparing(ClientLine::client));
            shown = EvenPick.of(bySize, CLIENTS);
        }
        node.set("map", map(shown));
        node.set("presence", presence(shown));
        node.set("patterns", patterns(shown));
        return node;
    }

    private ObjectNode map(List<ClientLine> shown) {
        int classes = run.clients().stream()
                .mapToInt(client -> client.classCounts().size())
                .max()
                .orElse(0);
        long[] totals = new long[classes];
        for (ClientLine client : run.clients()) {
            for (int c = 0; c < client.classCounts().size(); c++) {
                totals[c] += client.classCounts().get(c);
            }
        }
        List<Integer> frequent = IntStream.range(0, classes)
                .boxed()
                .sorted(Comparator.comparingLong((Integer c) -> totals[c]).reversed())
                .limit(CLASSES)
                .sorted()
                .toList();
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("totalClasses", classes);
        ArrayNode names = node.putArray("classes");
        List<String> all = run.header().data().classes();
        frequent.forEach(c -> names.add(c < all.size() ? all.get(c) : "class " + c));
        ArrayNode clients = node.putArray("clients");
        ArrayNode counts = node.putArray("counts");
        for (ClientLine client : shown) {
            clients.add(client.client());
            ArrayNode row = counts.addArray();
            frequent.forEach(c -> row.add(
                    c < client.classCounts().size() ? client.classCounts().get(c) : 0));
        }
        return node;
    }

    /** The share of rows that have a modality, per client; {@code missing} tells whether any client lacks any. */
    private ObjectNode presence(List<ClientLine> shown) {
        List<String> modalities = run.header().data().modalities();
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        JsonFields.addAll(node.putArray("modalities"), modalities);
        boolean missing = run.clients().stream()
                .anyMatch(client -> modalities.stream().anyMatch(modality -> client.presenceShare(modality) < 1));
        node.put("missing", missing);
        ArrayNode clients = node.putArray("clients");
        ArrayNode shares = node.putArray("shares");
        if (missing) {
            for (ClientLine client : shown) {
                clients.add(client.client());
                ArrayNode row = shares.addArray();
                modalities.forEach(modality -> row.add(client.presenceShare(modality)));
            }
        }
        return node;
    }

    /** The share of rows with each pattern of presence, per client; empty where all rows are alike. */
    private ObjectNode patterns(List<ClientLine> shown) {
        Map<String, Long> totals = new LinkedHashMap<>();
        for (ClientLine client : run.clients()) {
            client.patterns().forEach((pattern, rows) -> totals.merge(pattern, rows, Long::sum));
        }
        List<String> names = new ArrayList<>(totals.keySet());
        names.sort(Comparator.comparingLong(
                        (String name) -> -name.chars().filter(c -> c == '+').count())
                .thenComparing(Comparator.naturalOrder()));
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        ArrayNode patterns = node.putArray("names");
        ArrayNode clients = node.putArray("clients");
        ArrayNode shares = node.putArray("shares");
        if (names.size() > 1) {
            JsonFields.addAll(patterns, names);
            for (ClientLine client : shown) {
                clients.add(client.client());
                ArrayNode row = shares.addArray();
                names.forEach(name -> row.add(client.patternShare(name)));
            }
        }
        return node;
    }
}

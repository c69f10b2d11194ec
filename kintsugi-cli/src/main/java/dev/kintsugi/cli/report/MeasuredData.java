package dev.kintsugi.cli.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** What the clients measured over the rounds, one chart per group, cut down to the lines that a chart can show. */
final class MeasuredData {
    /** A chart has eight colours, and as many marks again. */
    private static final int LINES = 12;

    private final List<RoundLine> rounds;

    /**
     * Creates the data.
     *
     * @param rounds those that are shown
     */
    MeasuredData(List<RoundLine> rounds) {
        this.rounds = rounds;
    }

    /** One entry per group; none if nobody measured anything. */
    ArrayNode json() {
        ArrayNode groups = JsonNodeFactory.instance.arrayNode();
        TreeSet<String> names = new TreeSet<>();
        rounds.forEach(line -> names.addAll(line.measured().keySet()));
        names.forEach(name -> groups.add(group(name)));
        return groups;
    }

    private ObjectNode group(String name) {
        List<RoundLine> measured = rounds.stream()
                .filter(line -> line.measured().containsKey(name))
                .toList();
        TreeSet<String> all = new TreeSet<>();
        measured.forEach(line -> all.addAll(line.measured(name).keySet()));
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("name", name).put("title", capitalised(name)).put("total", all.size());
        ArrayNode numbers = node.putArray("round");
        measured.forEach(line -> numbers.add(line.round()));
        ArrayNode lines = node.putArray("lines");
        for (String what : picked(name, measured, all)) {
            ArrayNode values = lines.addObject().put("name", what).putArray("values");
            measured.forEach(line -> JsonFields.add(values, line.measured(name).getOrDefault(what, Double.NaN)));
        }
        return node;
    }

    /** Returns the lines to draw in the order of their names: of too many, those that go furthest from the median. */
    private static List<String> picked(String group, List<RoundLine> measured, TreeSet<String> all) {
        if (all.size() <= LINES) {
            return List.copyOf(all);
        }
        record Far(String what, double distance) {}
        List<Far> ranked = new ArrayList<>();
        double[] medians = measured.stream()
                .mapToDouble(line -> median(line.measured(group)))
                .toArray();
        for (String what : all) {
            double distance = 0;
            for (int i = 0; i < medians.length; i++) {
                double value = measured.get(i).measured(group).getOrDefault(what, Double.NaN);
                distance = Math.max(distance, Double.isNaN(value) ? 0 : Math.abs(value - medians[i]));
            }
            ranked.add(new Far(what, distance));
        }
        ranked.sort(Comparator.comparingDouble(Far::distance).reversed().thenComparing(Far::what));
        return ranked.subList(0, LINES).stream().map(Far::what).sorted().toList();
    }

    private static double median(Map<String, Double> values) {
        double[] sorted = values.values().stream()
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
    }

    private static String capitalised(String name) {
        return name.isEmpty() ? name : name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }
}

package dev.kintsugi.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.TreeMap;

/** Everything that the page of one run shows, as one JSON document; numbers stand in it as they do in the folder. */
final class RunReport {
    private static final int ROUNDS = 1000;

    private final RunFolder run;

    RunReport(RunFolder run) {
        this.run = run;
    }

    String title() {
        return run.header().name() + " · " + run.header().methodName() + " · seed "
                + run.header().seed();
    }

    /** Returns the run in one sentence. */
    String verdict() {
        String budget = Words.count(run.lastRound(), "round") + " with " + Words.count(run.clientCount(), "client");
        Optional<ConditionResult> main = run.mainCondition();
        if (main.isPresent()) {
            return String.format(
                    Locale.ROOT,
                    "%s %s on %s after %s; %s travelled; %s.",
                    Words.percent(
                            main.get().multiLabel()
                                    ? main.get().macroF1()
                                    : main.get().accuracy()),
                    main.get().multiLabel() ? "macro-F1" : "accuracy",
                    Words.count(main.get().samples(), "test sample"),
                    budget,
                    Words.bytes(run.bytesDown() + run.bytesUp()),
                    Words.seconds(run.seconds()));
        }
        int planned = run.header().plannedRounds();
        String progress = "Not finished: " + (planned > 0 ? run.lastRound() + " of " : "")
                + Words.count(planned > 0 ? planned : run.lastRound(), "round") + " so far";
        return run.lastEvaluated()
                .map(line -> progress + "; " + Words.percent(line.accuracy()) + " accuracy after round " + line.round()
                        + ".")
                .orElse(progress + ".");
    }

    ObjectNode json() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        RunHeader header = run.header();
        node.put("kind", "run").put("title", header.name()).put("method", header.methodName());
        node.put("seed", header.seed())
                .put("finished", run.result().isPresent())
                .put("verdict", verdict());
        JsonFields.addAll(node.putArray("remarks"), run.remarks());
        node.set("figures", figures());
        node.set("rounds", rounds());
        node.set("upload", upload());
        node.set("timings", timings());
        ArrayNode conditions = node.putArray("conditions");
        run.result()
                .ifPresent(result ->
                        result.conditions().forEach(condition -> conditions.add(new ConditionData(condition).json())));
        run.result()
                .flatMap(RunResult::kinds)
                .ifPresent(kinds -> node.set("kinds", new KindData(kinds, EvenPick.of(run.rounds(), ROUNDS)).json()));
        node.set("measured", new MeasuredData(EvenPick.of(run.rounds(), ROUNDS)).json());
        node.set("drawings", run.drawings());
        node.set("population", new PopulationData(run).json());
        node.set("card", header.method());
        node.set("settings", SettingsTree.lines(header.settings()));
        node.set("environment", environment());
        node.set("parameters", header.parameters());
        return node;
    }

    private ArrayNode figures() {
        ArrayNode figures = JsonNodeFactory.instance.arrayNode();
        Optional<ConditionResult> main = run.mainCondition();
        double accuracy = main.map(ConditionResult::accuracy)
                .or(() -> run.lastEvaluated().map(RoundLine::accuracy))
                .orElse(Double.NaN);
        double clientMean = main.map(ConditionResult::clientMean)
                .or(() -> run.lastEvaluated().map(RoundLine::clientMean))
                .orElse(Double.NaN);
        main.filter(ConditionResult::multiLabel)
                .ifPresent(condition ->
                        figure(figures, "Macro-F1", Words.percent(condition.macroF1()), "mean over classes"));
        figure(
                figures,
                "Accuracy",
                Words.percent(accuracy),
                main.filter(ConditionResult::multiLabel).isPresent() ? "every class right" : "all test samples");
        String spread = main.filter(condition -> Double.isFinite(condition.clientStd()))
                .map(condition -> "± " + Words.percent(condition.clientStd()) + " over clients")
                .orElse("local accuracy");
        figure(figures, "Client mean", Words.percent(clientMean), spread);
        int planned = run.header().plannedRounds();
        figure(
                figures,
                "Rounds",
                String.valueOf(run.lastRound()),
                run.result().isPresent() || planned == 0 ? "" : "of " + planned);
        figure(figures, "Clients", String.format(Locale.ROOT, "%,d", run.clientCount()), cohort());
        figure(
                figures,
                "Traffic",
                Words.bytes(run.bytesDown() + run.bytesUp()),
                "↓ " + Words.bytes(run.bytesDown()) + "  ↑ " + Words.bytes(run.bytesUp()));
        figure(figures, "Time", Words.seconds(run.seconds()), memory());
        return figures;
    }

    private String cohort() {
        int largest = run.rounds().stream().mapToInt(RoundLine::cohort).max().orElse(0);
        return largest == 0 || largest == run.clientCount() ? "" : "up to " + largest + " a round";
    }

    private String memory() {
        double peak = run.timings().stream()
                .mapToDouble(TimingLine::residentBytes)
                .filter(Double::isFinite)
                .max()
                .orElse(Double.NaN);
        return Double.isFinite(peak) ? Words.bytes(peak) + " memory" : "";
    }

    private static void figure(ArrayNode figures, String label, String value, String detail) {
        figures.addObject().put("label", label).put("value", value).put("detail", detail);
    }

    private ObjectNode rounds() {
        record Total(RoundLine line, long bytes) {}
        List<Total> totals = new ArrayList<>();
        long sum = 0;
        for (RoundLine line : run.rounds()) {
            sum += line.bytesDown() + line.bytesUp();
            totals.add(new Total(line, sum));
        }
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("total", totals.size());
        ArrayNode round = node.putArray("round");
        ArrayNode loss = node.putArray("loss");
        ArrayNode accuracy = node.putArray("accuracy");
        ArrayNode macroF1 = node.putArray("macroF1");
        ArrayNode clientMean = node.putArray("clientMean");
        ArrayNode down = node.putArray("bytesDown");
        ArrayNode up = node.putArray("bytesUp");
        ArrayNode total = node.putArray("bytesTotal");
        ArrayNode cohort = node.putArray("cohort");
        ArrayNode failed = node.putArray("failed");
        for (Total item : EvenPick.of(totals, ROUNDS)) {
            RoundLine line = item.line();
            round.add(line.round());
            JsonFields.add(loss, line.loss());
            JsonFields.add(accuracy, line.accuracy());
            JsonFields.add(macroF1, line.macroF1());
            JsonFields.add(clientMean, line.clientMean());
            down.add(line.bytesDown());
            up.add(line.bytesUp());
            total.add(item.bytes());
            cohort.add(line.cohort());
            failed.add(line.failed());
        }
        return node;
    }

    /** Returns what all bytes up are made of, the most first. */
    private ArrayNode upload() {
        Map<String, Long> sums = new TreeMap<>();
        run.rounds().forEach(line -> line.upParts().forEach((part, bytes) -> sums.merge(part, bytes, Long::sum)));
        ArrayNode parts = JsonNodeFactory.instance.arrayNode();
        sums.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .forEach(entry -> parts.addArray().add(entry.getKey()).add(entry.getValue()));
        return parts;
    }

    private ObjectNode timings() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        ArrayNode round = node.putArray("round");
        ArrayNode train = node.putArray("train");
        ArrayNode aggregate = node.putArray("aggregate");
        ArrayNode evaluate = node.putArray("evaluate");
        ArrayNode resident = node.putArray("resident");
        for (TimingLine line : EvenPick.of(run.timings(), ROUNDS)) {
            round.add(line.round());
            JsonFields.add(train, line.trainSeconds());
            JsonFields.add(aggregate, line.aggregateSeconds());
            JsonFields.add(evaluate, line.evaluateSeconds());
            JsonFields.add(resident, line.residentBytes());
        }
        return node;
    }

    private ArrayNode environment() {
        RunHeader header = run.header();
        ArrayNode pairs = JsonNodeFactory.instance.arrayNode();
        pair(pairs, "started", header.started());
        pair(pairs, "backbone", header.backbone().name());
        pair(pairs, "backbone SHA-256", header.backbone().hash());
        pair(pairs, "data", header.data().name());
        pair(pairs, "data SHA-256", header.data().hash());
        pair(
                pairs,
                "rows",
                String.format(
                        Locale.ROOT,
                        "%,d to train, %,d to test, %d classes",
                        header.data().trainRows(),
                        header.data().testRows(),
                        header.data().classes().size()));
        pair(pairs, "left out or repaired", repairs(header.data()));
        pair(pairs, "modalities", String.join(", ", header.data().modalities()));
        run.result()
                .ifPresent(result -> pair(
                        pairs,
                        "trainable parameters",
                        String.format(Locale.ROOT, "%,d", result.trainableParameters())));
        header.versions().fields().forEachRemaining(entry -> pair(pairs, entry.getKey(), leaf(entry.getValue())));
        return pairs;
    }

    /** Returns the counts of rows and samples that were not used as they stood; empty if there are none. */
    private static String repairs(RunHeader.DataSet data) {
        StringJoiner parts = new StringJoiner(", ");
        if (data.skippedRows() > 0) {
            parts.add("skippedRows " + data.skippedRows());
        }
        data.repairs()
                .fields()
                .forEachRemaining(entry ->
                        parts.add(entry.getKey() + " " + entry.getValue().asText()));
        return parts.toString();
    }

    private static String leaf(JsonNode value) {
        return value.isValueNode() ? value.asText() : value.toString();
    }

    private static void pair(ArrayNode pairs, String name, String value) {
        if (!value.isEmpty()) {
            pairs.addArray().add(name).add(value);
        }
    }
}

package dev.kintsugi.cli.tune;

import dev.kintsugi.cli.output.TextTable;
import dev.kintsugi.engine.tune.MethodGrid;
import dev.kintsugi.engine.tune.TrialResult;
import dev.kintsugi.engine.tune.TuneOutcome;
import dev.kintsugi.engine.tune.TunePlan;
import dev.kintsugi.engine.tune.TunePlan.MethodTrials;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The choices of a search as a table, and the page that shows every value. */
final class TunePage {
    private TunePage() {}

    /** Returns one row per method. */
    static TextTable choices(TuneOutcome outcome) {
        TextTable table =
                new TextTable(List.of("METHOD", "TRIALS", "BEST", "WORST", "CHOICE", "AT THE EDGE"), Set.of(1, 2, 3));
        for (MethodTrials method : outcome.plan().methods()) {
            table.row(row(outcome, method).toArray(String[]::new));
        }
        return table;
    }

    /** Returns the page in Markdown. */
    static String markdown(TuneOutcome outcome) {
        TunePlan plan = outcome.plan();
        StringBuilder page = new StringBuilder("# Search of settings: ")
                .append(plan.experiment().name())
                .append("\n\n");
        page.append("Chosen by the ")
                .append(plan.options().best().name().toLowerCase(Locale.ROOT))
                .append(" `")
                .append(plan.options().measure())
                .append("` of the ")
                .append(plan.options()
                        .condition()
                        .map(name -> "condition `" + name + "`")
                        .orElse("main condition"))
                .append(" on the validation rows after the last of ")
                .append(plan.rounds())
                .append(" rounds, mean over seeds ")
                .append(plan.seeds().stream().map(String::valueOf).collect(Collectors.joining(", ")))
                .append("; of equal values the first in grid order. Budget: ")
                .append(plan.options().trials())
                .append(" trials per method. No test row was looked at.\n\n");
        line(page, List.of("method", "trials", "best", "worst", "choice", "at the edge of the grid"));
        line(page, List.of("---", "--:", "--:", "--:", "---", "---"));
        plan.methods().forEach(method -> line(page, row(outcome, method)));
        page.append("\nA choice at the edge of its grid may have a better value beyond: widen the grid there.\n");
        plan.methods().forEach(method -> section(page, outcome, method));
        return page.toString();
    }

    private static List<String> row(TuneOutcome outcome, MethodTrials method) {
        DoubleSummaryStatistics values = outcome.of(method.method()).stream()
                .filter(result -> result.failure() == null)
                .mapToDouble(TrialResult::mean)
                .summaryStatistics();
        boolean highest = outcome.plan().options().best().name().equals("HIGHEST");
        return List.of(
                method.method(),
                trials(method),
                number(highest ? values.getMax() : values.getMin()),
                number(highest ? values.getMin() : values.getMax()),
                outcome.best(method.method())
                        .map(best -> best.trial().describe())
                        .orElse("none: every trial failed"),
                String.join(", ", outcome.edges(method)));
    }

    private static String trials(MethodTrials method) {
        int tried = method.trials().size();
        int all = method.grid().size();
        return tried == all ? "all " + tried : tried + " of " + all;
    }

    private static void section(StringBuilder page, TuneOutcome outcome, MethodTrials method) {
        int tried = method.trials().size();
        int budget = outcome.plan().options().trials();
        page.append("\n## ").append(method.method()).append("\n\n");
        if (method.grid().axes().isEmpty()) {
            page.append("Nothing to tune: one trial with the settings of the file.\n\n");
        } else {
            page.append("Grid: ")
                    .append(method.grid().axes().stream()
                            .map(axis ->
                                    "`" + axis.path() + "` (" + axis.values().size() + ")")
                            .collect(Collectors.joining(" × ")))
                    .append(" = ")
                    .append(method.grid().size())
                    .append(" combinations. ");
            if (tried < method.grid().size()) {
                page.append(tried)
                        .append(" of them were drawn by the seed, each value of a key about equally often.\n\n");
            } else if (tried < budget) {
                page.append("All were tried; that is fewer than the budget of ")
                        .append(budget)
                        .append(".\n\n");
            } else {
                page.append("All were tried.\n\n");
            }
        }
        List<String> heads = new ArrayList<>(List.of("#"));
        method.grid().axes().stream().map(MethodGrid.Axis::path).forEach(heads::add);
        outcome.plan().seeds().forEach(seed -> heads.add("seed " + seed));
        heads.addAll(List.of("mean", "seconds", ""));
        line(page, heads);
        line(page, heads.stream().map(head -> "---").toList());
        TrialResult best = outcome.best(method.method()).orElse(null);
        outcome.of(method.method()).forEach(result -> line(page, cells(outcome, method, result, result.equals(best))));
    }

    private static List<String> cells(TuneOutcome outcome, MethodTrials method, TrialResult result, boolean chosen) {
        List<String> cells =
                new ArrayList<>(List.of(String.valueOf(result.trial().number())));
        Map<String, @Nullable Object> values = result.trial().values();
        method.grid().axes().forEach(axis -> cells.add(String.valueOf(values.get(axis.path()))));
        for (int i = 0; i < outcome.plan().seeds().size(); i++) {
            cells.add(result.failure() == null ? number(result.values().get(i)) : "–");
        }
        cells.add(number(result.mean()));
        cells.add(String.format(Locale.ROOT, "%.1f", result.seconds()));
        List<String> edges = chosen ? outcome.edges(method) : List.of();
        String failure = result.failure();
        if (failure != null) {
            cells.add("failed: " + failure);
        } else if (!chosen) {
            cells.add("");
        } else {
            cells.add("**chosen**" + (edges.isEmpty() ? "" : ", at the edge of " + String.join(", ", edges)));
        }
        return cells;
    }

    private static String number(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.4f", value) : "–";
    }

    private static void line(StringBuilder page, List<String> cells) {
        page.append("| ")
                .append(cells.stream().map(cell -> cell.replace("|", "\\|")).collect(Collectors.joining(" | ")))
                .append(" |\n");
    }
}

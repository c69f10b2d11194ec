package dev.kintsugi.cli.tune;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kintsugi.engine.tune.TrialResult;
import dev.kintsugi.engine.tune.TuneOutcome;
import dev.kintsugi.engine.tune.TunePlan;
import java.nio.file.Path;

/** The choices of a search as one JSON document. */
final class TuneJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private TuneJson() {}

    static ObjectNode of(TuneOutcome outcome, Path root) {
        TunePlan plan = outcome.plan();
        ObjectNode node = JSON.createObjectNode();
        node.put("folder", root.toString());
        node.put("tuned", root.resolve(TunedFiles.EXPERIMENT).toString());
        node.put("measure", plan.options().measure());
        plan.options().condition().ifPresent(condition -> node.put("condition", condition));
        node.put("split", "validation");
        node.put("rounds", plan.rounds());
        node.set("seeds", JSON.valueToTree(plan.seeds()));
        node.put("budget", plan.options().trials());
        ArrayNode methods = node.putArray("methods");
        for (TunePlan.MethodTrials method : plan.methods()) {
            ObjectNode one = methods.addObject().put("method", method.method());
            one.put("combinations", method.grid().size());
            one.put("trials", method.trials().size());
            outcome.best(method.method()).ifPresent(best -> {
                one.put("value", best.mean());
                one.set("settings", JSON.valueToTree(best.trial().values()));
            });
            one.set("atEdge", JSON.valueToTree(outcome.edges(method)));
            ArrayNode trials = one.putArray("tried");
            for (TrialResult result : outcome.of(method.method())) {
                ObjectNode tried =
                        trials.addObject().put("trial", result.trial().number());
                tried.set("settings", JSON.valueToTree(result.trial().values()));
                tried.set("values", JSON.valueToTree(result.values()));
                if (result.failure() != null) {
                    tried.put("failure", result.failure());
                }
                tried.put("seconds", result.seconds());
            }
        }
        return node;
    }
}

package dev.kintsugi.cli.tune;

import dev.kintsugi.core.error.StorageException;
import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.engine.tune.TrialResult;
import dev.kintsugi.engine.tune.TuneOutcome;
import dev.kintsugi.engine.tune.TunePlan;
import dev.kintsugi.engine.tune.TunePlan.MethodTrials;
import dev.kintsugi.engine.tune.TunedExperiment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/** Writes what a search found: {@code tuned.yaml}, {@code tuned.md}, and {@code best.yaml} of each method. */
final class TunedFiles {
    /** The experiment with every choice. */
    static final String EXPERIMENT = "tuned.yaml";
    /** The page with every value. */
    static final String PAGE = "tuned.md";

    private static final int WIDTH = 140;

    private TunedFiles() {}

    static void write(TuneOutcome outcome, Path root, Function<String, MethodFactory> catalogue) {
        for (MethodTrials method : outcome.plan().methods()) {
            Optional<TrialResult> best = outcome.best(method.method());
            if (best.isPresent()) {
                write(
                        root.resolve(method.method()).resolve("best.yaml"),
                        "# " + summary(outcome, method, best.get()) + "\n"
                                + yaml(TunedExperiment.rendered(
                                        best.get().trial().section())));
            }
        }
        write(root.resolve(EXPERIMENT), header(outcome) + yaml(TunedExperiment.tree(outcome, catalogue)));
        write(root.resolve(PAGE), TunePage.markdown(outcome));
    }

    private static String header(TuneOutcome outcome) {
        TunePlan plan = outcome.plan();
        StringBuilder header = new StringBuilder("# Settings chosen by kintsugi tune on the validation rows: ")
                .append(plan.options().measure())
                .append(" after ")
                .append(plan.rounds())
                .append(" rounds, seeds ")
                .append(plan.seeds())
                .append(", at most\n# ")
                .append(plan.options().trials())
                .append(" trials per method. Every value: ")
                .append(PAGE)
                .append(" beside this file.\n");
        for (MethodTrials method : plan.methods()) {
            header.append("#   ")
                    .append(outcome.best(method.method())
                            .map(best -> summary(outcome, method, best))
                            .orElse(method.method() + ": every trial failed; its settings are those of the file"))
                    .append('\n');
        }
        return header.toString();
    }

    private static String summary(TuneOutcome outcome, MethodTrials method, TrialResult best) {
        return method.method() + ": "
                + String.format(Locale.ROOT, "%s %.4f", outcome.plan().options().measure(), best.mean())
                + ", " + method.trials().size() + " of " + method.grid().size() + " combinations tried";
    }

    private static String yaml(@Nullable Object tree) {
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        options.setWidth(WIDTH);
        return new Yaml(options).dump(tree);
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new StorageException(file + ": cannot be written: " + e.getMessage(), e);
        }
    }
}

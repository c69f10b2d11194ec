package dev.kintsugi.engine.tune;

import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.core.option.Binder;
import dev.kintsugi.core.option.Setting;
import dev.kintsugi.core.option.Settings;
import dev.kintsugi.engine.experiment.Experiment;
import dev.kintsugi.engine.experiment.MethodChoice;
import dev.kintsugi.engine.tune.TunePlan.MethodTrials;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Experiments that follow from a search: that of one trial, and the one in which each method has its choice. */
public final class TunedExperiment {
    private static final String METHOD = "method";
    private static final String CONTROLS = "controls";
    private static final String TUNE = "tune";

    private TunedExperiment() {}

    /** Returns a section as a plain tree. */
    public static @Nullable Object rendered(Setting section) {
        return Settings.render(section);
    }

    /** Returns the experiment of one trial: one method, on the validation rows. */
    static Experiment trial(TunePlan plan, Trial trial) {
        Map<String, @Nullable Object> tree = Settings.render(plan.experiment());
        tree.put(METHOD, rendered(trial.section()));
        tree.put(CONTROLS, List.of());
        tree.remove(TUNE);
        Map<String, @Nullable Object> federation =
                Settings.render(plan.experiment().federation());
        federation.put("evaluate-on", "validation");
        federation.put("rounds", plan.rounds());
        tree.put("federation", federation);
        return Binder.bind(Settings.parse(tree, "trial " + trial.number()), Experiment.class);
    }

    /**
     * Returns the settings of the experiment with the choice of every method, those that differ from the defaults; a
     * method whose trials all failed keeps its settings.
     *
     * @throws IllegalStateException if they do not bind to the choices
     */
    public static Map<String, @Nullable Object> tree(TuneOutcome outcome, Function<String, MethodFactory> catalogue) {
        Experiment experiment = outcome.plan().experiment();
        List<MethodTrials> methods = outcome.plan().methods();
        List<Setting.Mapping> sections = new ArrayList<>();
        List<MethodChoice> expected = new ArrayList<>();
        for (MethodTrials method : methods) {
            Setting.Mapping section = outcome.best(method.method())
                    .map(best -> best.trial().section())
                    .orElse(method.section());
            MethodChoice choice = MethodChoice.bind(section, experiment.training(), catalogue);
            sections.add(sections.isEmpty() ? section : pinned(section, sections.get(0), choice));
            expected.add(choice);
        }
        Map<String, @Nullable Object> tree = changed(Settings.render(experiment), Settings.render(Experiment.DEFAULTS));
        tree.remove(TUNE);
        tree.put("name", experiment.name());
        tree.put(METHOD, rendered(sections.get(0)));
        if (sections.size() > 1) {
            tree.put(
                    CONTROLS,
                    sections.subList(1, sections.size()).stream()
                            .map(TunedExperiment::rendered)
                            .toList());
        }
        Experiment tuned = Binder.bind(Settings.parse(tree, "tuned.yaml"), Experiment.class);
        if (!MethodChoice.of(tuned, catalogue).equals(expected)
                || !common(tuned).equals(common(experiment))) {
            throw new IllegalStateException("the tuned experiment does not hold the choices: " + tree);
        }
        return tree;
    }

    /** Returns what a search leaves as it is. */
    private static Map<String, @Nullable Object> common(Experiment experiment) {
        Map<String, @Nullable Object> tree = Settings.render(experiment);
        tree.keySet().removeAll(Set.of(METHOD, CONTROLS, TUNE));
        return tree;
    }

    /** A control takes over what the main method sets: what was chosen for that one alone is set here as it was. */
    private static Setting.Mapping pinned(Setting.Mapping control, Setting.Mapping main, MethodChoice choice) {
        Map<String, @Nullable Object> options = Settings.render(choice.options());
        Set<String> own = control.keys();
        Setting.Mapping pinned = control;
        for (Setting.Entry entry : main.entries()) {
            if (options.containsKey(entry.key()) && !own.contains(entry.key())) {
                pinned = pinned.with(entry.key(), Settings.parse(options.get(entry.key()), "tuned.yaml"));
            }
        }
        return pinned;
    }

    /** Returns the part of a tree that differs from the defaults; sections of another kind are kept whole. */
    private static Map<String, @Nullable Object> changed(Map<?, ?> tree, Map<?, ?> defaults) {
        Map<String, @Nullable Object> changed = new LinkedHashMap<>();
        boolean otherKind = !Optional.ofNullable(tree.get("kind")).equals(Optional.ofNullable(defaults.get("kind")));
        tree.forEach((key, value) -> {
            Object usual = defaults.get(key);
            if (!otherKind && value instanceof Map<?, ?> section && usual instanceof Map<?, ?> usualSection) {
                Map<String, @Nullable Object> below = changed(section, usualSection);
                if (!below.isEmpty()) {
                    changed.put("" + key, below);
                }
            } else if (otherKind || !Objects.equals(value, usual)) {
                changed.put("" + key, value);
            }
        });
        if (!otherKind && tree.containsKey("kind") && !changed.isEmpty()) {
            Map<String, @Nullable Object> whole = new LinkedHashMap<>();
            whole.put("kind", tree.get("kind"));
            whole.putAll(changed);
            return whole;
        }
        return changed;
    }
}

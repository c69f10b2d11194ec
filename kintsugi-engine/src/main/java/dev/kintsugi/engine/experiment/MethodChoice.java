package dev.kintsugi.engine.experiment;

import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.method.LocalTraining;
import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.core.option.Binder;
import dev.kintsugi.core.option.Setting;
import dev.kintsugi.core.option.Settings;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One method of an experiment with everything it is run with.
 *
 * @param name what it is called in this experiment: its {@code as}, or its id
 * @param options record of the class of the factory's defaults
 * @param training the experiment's, with what this method sets differently
 */
public record MethodChoice(String name, MethodFactory factory, Record options, LocalTraining training) {
    private static final String ID = "id";
    private static final String AS = "as";
    private static final String KIND = "kind";
    private static final String TRAINING = "training";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+-]*"); // it becomes a folder

    /**
     * Returns the method of an experiment and its controls, in that order.
     *
     * @param catalogue finds a factory by id; an unknown id is an error
     */
    public static List<MethodChoice> of(Experiment experiment, Function<String, MethodFactory> catalogue) {
        List<MethodChoice> choices = new ArrayList<>();
        for (Setting.Mapping section : sections(experiment, catalogue)) {
            choices.add(bind(section, experiment.training(), catalogue));
        }
        Set<String> names = new HashSet<>();
        for (MethodChoice choice : choices) {
            if (!names.add(choice.name().toLowerCase(Locale.ROOT))) { // folders of some systems do not tell case
                throw new ConfigException("method '" + choice.name()
                        + "' stands twice among method and controls; give one of them another name, such as {id: "
                        + choice.factory().card().id() + ", as: "
                        + choice.factory().card().id() + "-2, …}");
            }
        }
        return choices;
    }

    /**
     * Returns the sections of an experiment's method and its controls, in that order, each with its id and with the
     * options that a control takes over.
     *
     * @param catalogue finds a factory by id; an unknown id is an error
     */
    public static List<Setting.Mapping> sections(Experiment experiment, Function<String, MethodFactory> catalogue) {
        List<Setting.Mapping> sections = new ArrayList<>();
        Setting.Mapping main = section(experiment.method());
        sections.add(main);
        for (Setting control : experiment.controls()) {
            Setting.Mapping own = section(control);
            sections.add(
                    inherit(own, main, Settings.render(catalogue.apply(id(own)).defaults())));
        }
        return sections;
    }

    private static Setting.Mapping section(Setting setting) {
        if (setting instanceof Setting.Mapping mapping) {
            // '--set method.key=value' over a plain 'method: id' makes a section of that kind.
            Optional<Setting> kind = mapping.find(ID).isPresent() ? Optional.empty() : mapping.find(KIND);
            return kind.map(id -> mapping.without(KIND).with(ID, id)).orElse(mapping);
        }
        Setting.Mapping empty = new Setting.Mapping(List.of(), setting.place());
        return empty.with(ID, setting);
    }

    private static String id(Setting.Mapping method) {
        Setting id = method.find(ID)
                .orElseThrow(() -> new ConfigException(
                        method.place() + ": a method needs an id, such as promptfl (kintsugi methods lists them)"));
        if (id instanceof Setting.Scalar scalar) {
            return scalar.text();
        }
        throw new ConfigException(id.place() + ": the id of a method must be a text, but was " + id.describe());
    }

    /**
     * Adds the main method's options that the control knows and does not set itself; in sections of the same kind also
     * those within.
     *
     * @param known the control's options with their defaults
     */
    static Setting.Mapping inherit(Setting.Mapping own, Setting.Mapping main, Map<String, ?> known) {
        Setting.Mapping merged = own;
        for (Setting.Entry entry : main.entries()) {
            if (known.containsKey(entry.key())) {
                merged = merged.with(
                        entry.key(), laidOver(own.find(entry.key()), entry.value(), known.get(entry.key())));
            }
        }
        return merged;
    }

    /**
     * Returns what a control has for a key: its own value, and what it leaves open in a section of the main method's
     * kind as the main method has it.
     *
     * @param known default of the control; keys that a section of this kind has not are left out
     */
    private static Setting laidOver(Optional<Setting> own, Setting main, @Nullable Object known) {
        if (own.isEmpty()) {
            return main;
        }
        if (!(own.get() instanceof Setting.Mapping upper) || !(main instanceof Setting.Mapping lower)) {
            return own.get();
        }
        Optional<Setting> kind = upper.find(KIND);
        if (kind.isPresent() && !kind.equals(lower.find(KIND))) {
            return upper;
        }
        Map<?, ?> keys = known instanceof Map<?, ?> map ? map : Map.of();
        boolean usual =
                kind.isEmpty() && lower.find(KIND).isEmpty(); // of the kind of the default, whose keys are known
        Setting.Mapping merged = upper;
        for (Setting.Entry entry : lower.entries()) {
            if (!usual || keys.containsKey(entry.key())) {
                merged = merged.with(
                        entry.key(), laidOver(upper.find(entry.key()), entry.value(), keys.get(entry.key())));
            }
        }
        return merged;
    }

    /**
     * Returns the method that a section names.
     *
     * @param common how all methods of the experiment train; the section's {@code training} lies over it
     */
    public static MethodChoice bind(
            Setting.Mapping method, LocalTraining common, Function<String, MethodFactory> catalogue) {
        String id = id(method);
        MethodFactory factory = catalogue.apply(id);
        Record options = Binder.bind(method, factory.defaults().getClass(), Set.of(ID, AS, TRAINING));
        LocalTraining training =
                method.find(TRAINING).map(own -> Binder.bindOver(own, common)).orElse(common);
        String name = method.find(AS).map(MethodChoice::name).orElse(id);
        return new MethodChoice(name, factory, options, training);
    }

    private static String name(Setting as) {
        if (as instanceof Setting.Scalar scalar && NAME.matcher(scalar.text()).matches()) {
            return scalar.text();
        }
        throw new ConfigException(
                as.place() + ": 'as' must be a name of letters, digits and . _ + -, beginning with a letter"
                        + " or a digit, but was " + as.describe());
    }
}

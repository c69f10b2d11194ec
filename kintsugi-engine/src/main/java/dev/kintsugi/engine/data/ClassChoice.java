package dev.kintsugi.engine.data;

import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.option.Option;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which classes of a source are taken, and how they are called. */
public record ClassChoice(
        @Option(
                "prompt template with {} for the class name; if not given the data set's own, or 'a photo of a {}.' for images"
                        + " and 'a recording of {}.' for signals")
        Optional<String> template,

        @Option("names to show for classes, by the name that the source gives; '_' becomes a blank in all others")
        Map<String, String> classNames,

        @Option("classes to keep, by the name that the source gives; an empty list is all of them")
        List<String> classes,

        @Option(
                value = "all, base (the first half of the classes, rounded up) or novel (the rest)",
                source = "CoCoOp, base-to-new generalisation")
        ClassSubset classSubset) {
    /** All classes under their own names. */
    public static final ClassChoice DEFAULTS = new ClassChoice(Optional.empty(), Map.of(), List.of(), ClassSubset.ALL);

    /** Copies the collections and checks the template. */
    public ClassChoice {
        classNames = Collections.unmodifiableMap(new LinkedHashMap<>(classNames));
        classes = List.copyOf(classes);
        template.filter(given -> !given.contains("{}")).ifPresent(given -> {
            throw new ConfigException("template must contain {} where the class name goes, but is '" + given + "'");
        });
    }
}

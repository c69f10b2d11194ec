package dev.kintsugi.engine.data;

import dev.kintsugi.core.option.Kind;
import dev.kintsugi.core.option.Option;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Images in one folder per class, with or without {@code train}, {@code validation} and {@code test} above them. */
@Kind(value = "folder", description = "a folder of images per class")
public record FolderOptions(
        @Option(
                value = "folder that holds the class folders, or train, validation and test, relative to the root",
                required = true)
        String path,

        @Option("root of the data; without it the environment variable KINTSUGI_DATA, then ../shared/data")
        Optional<String> root,

        @Option("prompt template with {} for the class name; 'a photo of a {}.' if not given")
        Optional<String> template,

        @Option("names to show for classes, by the name that the source gives; '_' becomes a blank in all others")
        Map<String, String> classNames,

        @Option("classes to keep, by the name that the source gives; an empty list is all of them")
        List<String> classes,

        @Option(
                value = "all, base (the first half of the classes, rounded up) or novel (the rest)",
                source = "CoCoOp, base-to-new generalisation")
        ClassSubset classSubset,

        @Option(
                value = "training rows kept per class, drawn by the seed; validation keeps at most 4; 0 keeps all",
                source = "CoOp, few-shot protocol")
        int shots,

        @Option("largest number of rows kept per class in every split, drawn by the seed; 0 keeps all")
        int limitPerClass,

        @Option("share of the training rows that become validation where the source has none, in [0, 0.9]")
        double validationShare,

        @Option("share of the rows that become test where the source has none, in [0, 0.9]")
        double testShare)
        implements FileDataOptions {
    /** The defaults; the path is a placeholder. */
    public static final FolderOptions DEFAULTS = new FolderOptions(
            ".", Optional.empty(), Optional.empty(), Map.of(), List.of(), ClassSubset.ALL, 0, 0, 0.1, 0.2);

    /** Checks the ranges. */
    public FolderOptions {
        classNames = Collections.unmodifiableMap(new LinkedHashMap<>(classNames));
        classes = List.copyOf(classes);
        FileDataOptions.check(path, template, shots, limitPerClass, validationShare, testShare);
    }
}

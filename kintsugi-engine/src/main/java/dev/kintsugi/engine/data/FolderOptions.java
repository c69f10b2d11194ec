package dev.kintsugi.engine.data;

import dev.kintsugi.core.option.Flat;
import dev.kintsugi.core.option.Kind;
import dev.kintsugi.core.option.Option;
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

        @Flat ClassChoice classChoice,

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
    public static final FolderOptions DEFAULTS =
            new FolderOptions(".", Optional.empty(), ClassChoice.DEFAULTS, 0, 0, 0.1, 0.2);

    /** Checks the ranges. */
    public FolderOptions {
        FileDataOptions.check(path, shots, limitPerClass, validationShare, testShare);
    }
}

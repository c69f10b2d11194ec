package dev.kintsugi.engine.data;

import dev.kintsugi.core.option.Flat;
import dev.kintsugi.core.option.Kind;
import dev.kintsugi.core.option.Option;
import java.util.Optional;

/**
 * A split file of CoOp (Zhou et al., IJCV 2022): {@code {"train": [[path, label, class name], …], "val": …, "test":
 * …}}.
 */
@Kind(value = "coop-split", description = "CoOp's split_zhou_<Dataset>.json with its class-name edits and templates")
public record CoopSplitOptions(
        @Option(value = "split file split_zhou_<Dataset>.json, relative to the root", required = true)
        String path,

        @Option("root of the data; without it the environment variable KINTSUGI_DATA, then ../shared/data")
        Optional<String> root,

        @Option("folder that image paths start from, relative to the split file; the data set's own if not given")
        Optional<String> images,

        @Option("data set whose class-name edits and template apply, such as EuroSAT; from the file name if not given")
        Optional<String> dataset,

        @Flat ClassChoice classChoice,

        @Option(
                value = "training rows kept per class, drawn by the seed; validation keeps at most 4; 0 keeps all",
                source = "CoOp, few-shot protocol")
        int shots,

        @Option(
                value =
                        "how the shots are drawn: keyed, by our own numbers; coop, the rows of CoOp's code at that data-seed",
                source = "CoOp, released code")
        FewShotDraw shotsDraw,

        @Option("largest number of rows kept per class in every split, drawn by the seed; 0 keeps all")
        int limitPerClass,

        @Option("share of the training rows that become validation where the source has none, in [0, 0.9]")
        double validationShare,

        @Option("share of the rows that become test where the source has none, in [0, 0.9]")
        double testShare)
        implements FileDataOptions {
    /** The defaults; the path is a placeholder. */
    public static final CoopSplitOptions DEFAULTS = new CoopSplitOptions(
            "split_zhou_Dataset.json",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            ClassChoice.DEFAULTS,
            0,
            FewShotDraw.KEYED,
            0,
            0,
            0);

    /** Checks the ranges. */
    public CoopSplitOptions {
        FileDataOptions.check(path, shots, limitPerClass, validationShare, testShare);
    }
}

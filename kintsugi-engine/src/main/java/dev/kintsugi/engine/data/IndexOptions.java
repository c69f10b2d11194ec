package dev.kintsugi.engine.data;

import dev.kintsugi.core.option.Flat;
import dev.kintsugi.core.option.Kind;
import dev.kintsugi.core.option.Option;
import java.util.Optional;

/** A CSV or JSONL file with one row per sample, beside image files or a zip of them. */
@Kind(value = "index", description = "a CSV or JSONL index with image files")
public record IndexOptions(
        @Option(value = "index file, *.csv with a header line or *.jsonl, relative to the root", required = true)
        String path,

        @Option("root of the data; without it the environment variable KINTSUGI_DATA, then ../shared/data")
        Optional<String> root,

        @Option("folder or zip file that image paths start from, relative to the index; found if not given")
        Optional<String> images,

        @Option("column with the image path; found if not given; 'none' if there are no images")
        Optional<String> imageColumn,

        @Option("column with the text, such as text_noclass; found if not given; 'none' for no texts")
        Optional<String> textColumn,

        @Option(
                "column with the path of a WAV file, relative to the index; found if not given (audio, audio_path, wav);"
                        + " 'none' if there are no sounds")
        Optional<String> audioColumn,

        @Option("a sound that is missing, empty, truncated or no WAV file: error, skip (the row), missing (that"
                + " modality), or fill (silence for the end of a truncated one; others as missing)")
        BrokenSample onBrokenSound,

        @Option("column with the class name or a list of them; found if not given; 'none' for no classes")
        Optional<String> labelColumn,

        @Option("column with unique ids; found if not given, else the image path or the line number")
        Optional<String> idColumn,

        @Option("column with the split; found if not given; 'none' to split by the seed")
        Optional<String> splitColumn,

        @Option("attribute whose rows go to validation or test together, such as user; windows that overlap need one")
        Optional<String> splitBy,

        @Flat ClassChoice classChoice,

        @Option(
                value = "training rows kept per class, drawn by the seed; validation keeps at most 4; 0 keeps all",
                source = "CoOp, few-shot protocol")
        int shots,

        @Option("largest number of rows kept per class in every split, drawn by the seed; 0 keeps all")
        int limitPerClass,

        @Option("one part of the training rows, by their ids; the others are for something else, such as a backbone")
        TrainPart trainPart,

        @Option("share of the training rows that become validation where the source has none, in [0, 0.9]")
        double validationShare,

        @Option("share of the rows that become test where the source has none, in [0, 0.9]")
        double testShare)
        implements FileDataOptions {
    /** The defaults; the path is a placeholder. */
    public static final IndexOptions DEFAULTS = new IndexOptions(
            "data.csv",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            BrokenSample.ERROR,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            ClassChoice.DEFAULTS,
            0,
            0,
            TrainPart.DEFAULTS,
            0.1,
            0.2);

    /** Checks the ranges. */
    public IndexOptions {
        FileDataOptions.check(path, shots, limitPerClass, validationShare, testShare);
    }
}

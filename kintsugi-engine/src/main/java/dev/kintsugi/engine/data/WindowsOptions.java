package dev.kintsugi.engine.data;

import dev.kintsugi.core.error.Check;
import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.option.Flat;
import dev.kintsugi.core.option.Kind;
import dev.kintsugi.core.option.Option;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Windows of sensor streams: an index of first rows, and one array per modality that they are cut from. */
@Kind(value = "windows", description = "an index of windows over sensor streams in .npy arrays")
public record WindowsOptions(
        @Option(value = "index file, *.csv with a header line or *.jsonl, relative to the root", required = true)
        String path,

        @Option("root of the data; without it the environment variable KINTSUGI_DATA, then ../shared/data")
        Optional<String> root,

        @Option(
                value =
                        "array of each modality, *.npy [rows, channels] beside the index, such as {gyroscope: gyro.npy}",
                required = true)
        Map<String, String> arrays,

        @Option(value = "rows of a window, 1 or more", source = "Anguita et al., ESANN 2013 (UCI-HAR): 2.56 s at 50 Hz")
        int length,

        @Option(value = "rows per second, above 0", source = "Anguita et al., ESANN 2013 (UCI-HAR)")
        double rate,

        @Option("column with the first row of a window; found if not given (start_row, start, first_row)")
        Optional<String> startColumn,

        @Option("column with the class name or a list of them; found if not given; 'none' for no classes")
        Optional<String> labelColumn,

        @Option("column with unique ids; found if not given (window, id), else the line number")
        Optional<String> idColumn,

        @Option("column with the split; found if not given; 'none' to split by the seed")
        Optional<String> splitColumn,

        @Option("attribute whose rows go to validation or test together, such as user; windows that overlap need one")
        Optional<String> splitBy,

        @Flat Standardisation standardisation,

        @Option("a window that reaches beyond its array or holds NaN or infinite values: error, skip (the row), missing"
                + " (that modality), or fill (by lines between neighbours)")
        BrokenSample onBrokenWindow,

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
    /** The defaults; path and arrays are placeholders. */
    public static final WindowsOptions DEFAULTS = new WindowsOptions(
            "windows.csv",
            Optional.empty(),
            Map.of("accelerometer", "acc.npy"),
            128,
            50,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Standardisation.DEFAULTS,
            BrokenSample.ERROR,
            ClassChoice.DEFAULTS,
            0,
            0,
            0,
            0.2);

    /** Checks the ranges. */
    public WindowsOptions {
        arrays = Collections.unmodifiableMap(new LinkedHashMap<>(arrays));
        if (arrays.isEmpty()) {
            throw new ConfigException("arrays must name at least one modality and its file, but is empty");
        }
        for (String modality : arrays.keySet()) {
            if (!modality.matches("[a-z][a-z0-9_-]*") || modality.equals("image") || modality.equals("text")) {
                throw new ConfigException("arrays: a modality must be named by lower-case letters, digits, '_' and '-',"
                        + " and neither 'image' nor 'text', but was '" + modality + "'");
            }
        }
        Check.positive("length", length);
        Check.positive("rate", rate);
        FileDataOptions.check(path, shots, limitPerClass, validationShare, testShare);
    }
}

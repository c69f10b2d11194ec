package dev.kintsugi.cli;

import dev.kintsugi.cli.output.OutputFormat;
import dev.kintsugi.cli.predict.ClassNamesFile;
import dev.kintsugi.cli.predict.PredictRun;
import dev.kintsugi.cli.predict.ShownClasses;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Asks a trained run about new samples. */
@Command(
        name = "predict",
        mixinStandardHelpOptions = true,
        description = "Says for images and texts which classes a trained run sees in them.",
        footer = {
            "",
            "An index has a column of image paths (beside the index, or in images.zip",
            "there), one of texts, or both, as the run's data have them. What a sample",
            "lacks is filled as in training. Probabilities are a softmax over the classes,",
            "or one sigmoid per class where a sample may have several."
        })
public final class PredictCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli
    private TrainedRunMixin trained;

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "SAMPLES",
            description = "Images, folders of images (with all folders below), .jsonl or .csv indexes.")
    private List<Path> inputs = List.of();

    @Option(
            names = "--classes",
            split = ",",
            paramLabel = "A,B",
            description = "Chooses from these classes instead; only for methods that read the names of classes.")
    private List<String> classes = List.of();

    @Option(names = "--classes-file", paramLabel = "FILE", description = "The same from a file, one name a line.")
    private Optional<Path> classesFile = Optional.empty();

    @Option(
            names = "--top",
            paramLabel = "K",
            description = "Tells at most K classes, 0 for all; default: 3, or all where a sample may have several.")
    private Optional<Integer> top = Optional.empty();

    @Option(
            names = "--threshold",
            paramLabel = "P",
            description = "Tells only classes of this probability or more; default: 0, or 0.5 where a sample may have"
                    + " several.")
    private Optional<Double> threshold = Optional.empty();

    @Option(
            names = "--skip-broken",
            description = "Leaves out samples that cannot be used, such as damaged images, and counts them.")
    private boolean skipBroken;

    @Option(
            names = "--format",
            defaultValue = "table",
            converter = OutputFormat.Converter.class,
            description = "table or json; default: ${DEFAULT-VALUE}")
    private OutputFormat format = OutputFormat.TABLE;

    @Option(
            names = {"--out", "--output"},
            paramLabel = "FILE",
            description = "Writes one JSON line per sample into FILE, whole or not at all, instead of printing.")
    private Optional<Path> out = Optional.empty();

    @Override
    public Integer call() {
        if (!classes.isEmpty() && classesFile.isPresent()) {
            throw new ParameterException(spec.commandLine(), "give --classes or --classes-file, not both");
        }
        List<String> names = classesFile.map(ClassNamesFile::read).orElse(classes);
        new PredictRun(spec.commandLine().getOut(), spec.commandLine().getErr(), new ShownClasses(top, threshold))
                .run(trained.run(), inputs, trained.request(names), skipBroken, format, out);
        return 0;
    }
}

package dev.kintsugi.cli;

import dev.kintsugi.cli.data.DataCheckPrint;
import dev.kintsugi.cli.data.DataShow;
import dev.kintsugi.cli.data.DataShowOptions;
import dev.kintsugi.cli.output.OutputFormat;
import dev.kintsugi.cli.setting.YamlSettings;
import dev.kintsugi.core.option.Binder;
import dev.kintsugi.core.option.KebabCase;
import dev.kintsugi.core.option.Place;
import dev.kintsugi.core.option.Setting;
import dev.kintsugi.core.option.Settings;
import dev.kintsugi.engine.experiment.Experiment;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows and checks data sources. */
@Command(
        name = "data",
        mixinStandardHelpOptions = true,
        description = "Shows data and how clients share them, and checks their files.")
public final class DataCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    /** Prints the help: the command alone does nothing. */
    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description =
                    "Prints and draws which client has which classes and modalities, of an experiment or of settings alone.",
            footer = {
                "",
                "Without a file, data and partition come from --set, such as",
                "  kintsugi data show --set data.kind=index --set data.path=clothing_small/data.csv \\",
                "    --set partition.kind=dirichlet --set partition.alpha=0.3 --out clothing.html"
            })
    int show(
            @Parameters(
                            arity = "0..1",
                            paramLabel = "FILE.yaml",
                            description =
                                    "An experiment; its keys data, partition, missing, seed and data-seed are used.")
                    @Nullable Path file,
            @Option(
                            names = "--set",
                            paramLabel = "KEY=VALUE",
                            description = "Replaces a setting, such as partition.alpha=0.1.")
                    @Nullable List<String> settings,
            @Option(
                            names = "--format",
                            defaultValue = "table",
                            converter = OutputFormat.Converter.class,
                            description = "table or json; default: ${DEFAULT-VALUE}")
                    OutputFormat format,
            @Option(
                            names = "--out",
                            paramLabel = "FILE",
                            description = "Also draws: FILE.html with samples, FILE.svg the map alone.")
                    @Nullable Path out) {
        DataShowOptions options = options(root(file), settings == null ? List.of() : settings);
        int columns = Terminal.ofStandardError().columns();
        DataShow.run(options, spec.commandLine().getOut(), format, columns, out);
        return 0;
    }

    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            description = "Says whether the files of a data set are all there, against its published sizes.",
            footer = {
                "",
                "Ends with exit code 20 if something is missing. docs/how-to/get-public-data.md says where to get what.",
                "  kintsugi data check --kind oxford-pets --root /srv/data"
            })
    int check(
            @Parameters(
                            arity = "0..1",
                            paramLabel = "FILE.yaml",
                            description = "An experiment, whose data are checked.")
                    @Nullable Path file,
            @Option(
                            names = "--kind",
                            paramLabel = "NAME",
                            description = "A public data set, such as caltech101, instead of an experiment.")
                    @Nullable String kind,
            @Option(names = "--root", paramLabel = "DIR", description = "The root of the data.") @Nullable Path dataRoot,
            @Option(
                            names = "--set",
                            paramLabel = "KEY=VALUE",
                            description = "Replaces a setting, such as data.folder=pets.")
                    @Nullable List<String> settings,
            @Option(names = "--images", description = "Also decodes every image.") boolean images,
            @Option(
                            names = "--format",
                            defaultValue = "table",
                            converter = OutputFormat.Converter.class,
                            description = "table or json; default: ${DEFAULT-VALUE}")
                    OutputFormat format) {
        boolean nothing = file == null && kind == null && settings == null;
        if (nothing || (file != null && kind != null)) {
            throw new ParameterException(
                    spec.commandLine(), "needed is either an experiment FILE.yaml or --kind with a public data set");
        }
        Setting root = root(file);
        if (kind != null) {
            root = Settings.override(root, "data.kind", given("--kind", "public"));
            root = Settings.override(root, "data.name", given("--kind", kind));
        }
        if (dataRoot != null) {
            root = Settings.override(root, "data.root", given("--root", dataRoot.toString()));
        }
        DataShowOptions options = options(root, settings == null ? List.of() : settings);
        DataCheckPrint.run(options, spec.commandLine().getOut(), format, images);
        return 0;
    }

    /** Returns what the user wrote behind an option, so that an error names that option. */
    private static Setting given(String option, String text) {
        return new Setting.Scalar(text, true, Place.root(option));
    }

    private static Setting root(@Nullable Path file) {
        return file == null ? new Setting.Mapping(List.of(), Place.root("--set")) : YamlSettings.read(file);
    }

    private static DataShowOptions options(Setting root, List<String> changes) {
        return Binder.bind(YamlSettings.override(root, changes), DataShowOptions.class, experimentKeys());
    }

    private static Set<String> experimentKeys() {
        return Arrays.stream(Experiment.class.getRecordComponents())
                .map(RecordComponent::getName)
                .map(KebabCase::key)
                .collect(Collectors.toSet());
    }
}

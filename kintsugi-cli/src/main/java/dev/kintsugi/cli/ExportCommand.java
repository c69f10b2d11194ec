package dev.kintsugi.cli;

import dev.kintsugi.cli.export.ExportFolder;
import dev.kintsugi.cli.run.Backbones;
import dev.kintsugi.engine.predict.RunChoice;
import dev.kintsugi.engine.predict.TrainedModel;
import dev.kintsugi.engine.predict.TrainedRun;
import dev.kintsugi.methods.catalogue.MethodCatalogue;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes what a run has learned for other programs. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = "Writes what a run has learned as a folder for other programs: safetensors, config.json, and"
                + " a page that says how to load it in Python.")
public final class ExportCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli
    private TrainedRunMixin trained;

    @Option(
            names = "--to",
            required = true,
            paramLabel = "DIR",
            description = "Folder to make; one that holds something is left alone.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path target;

    @Override
    public Integer call() {
        ExportFolder.requireFree(target);
        TrainedRun run = TrainedRun.open(RunChoice.of(trained.run()), MethodCatalogue.load()::require);
        try (TrainedModel model = TrainedModel.open(run, trained.request(List.of()), Backbones.standard())) {
            ExportFolder.write(target, model);
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(target);
        out.flush();
        return 0;
    }
}

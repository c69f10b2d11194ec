package dev.kintsugi.cli;

import dev.kintsugi.engine.predict.PredictRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which trained model a command takes: the arguments of all commands that use what a run has learned. */
final class TrainedRunMixin {
    @Parameters(
            index = "0",
            paramLabel = "RUN",
            description = "Folder of a finished run, such as runs/NAME/METHOD/seed-1.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path run;

    @Option(
            names = "--client",
            paramLabel = "NAME",
            description = "Takes the model of this client, where each has one.")
    private Optional<String> client = Optional.empty();

    @Option(
            names = "--backbone",
            paramLabel = "NAME",
            description = "Where the run's frozen model is now, if it was moved; it must have the same weights.")
    private Optional<String> backbone = Optional.empty();

    Path run() {
        return run;
    }

    /** Returns what is asked of the run; no classes are those that it was trained with. */
    PredictRequest request(List<String> classes) {
        return new PredictRequest(client, classes, backbone);
    }
}

package dev.kintsugi.cli;

import dev.kintsugi.cli.run.PretrainRun;
import dev.kintsugi.engine.pretrain.Pretraining;
import dev.kintsugi.nn.pretrain.TrainingListener;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Trains a small model, or finds it in the cache. */
@Command(
        name = "pretrain",
        mixinStandardHelpOptions = true,
        description = "Trains a small CLIP, locked-image model or ViLT on image-text pairs and puts it into the cache.",
        footer = {
            "",
            "A model with equal settings and data is not trained twice. An experiment uses it by",
            "backbone: pretrain:FILE.yaml. After an interruption --resume goes on from the last checkpoint,",
            "with the same bits as a training that was never stopped."
        })
public final class PretrainCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE.yaml", description = "What to train, such as experiments/pretrain/made-small.yaml.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path file;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Replaces a setting, such as training.steps=100; may be given several times.")
    private List<String> settings = new ArrayList<>();

    @Option(names = "--resume", description = "Goes on from the last checkpoint of an interrupted training.")
    private boolean resume;

    @Option(names = "--out", paramLabel = "DIR", description = "Puts the model into this folder, not into the cache.")
    private @Nullable Path out;

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        Pretraining.Result result;
        try (Lines lines = new Lines(err)) {
            result = PretrainRun.of(file, settings, lines).run(resume, Optional.ofNullable(out));
        }
        PrintWriter standard = spec.commandLine().getOut();
        standard.println((result.found() ? "found " : "trained ") + result.folder());
        standard.println("sha256 " + result.weightsSha256());
        standard.flush();
        return 0;
    }

    /** Shows features and updates as two bars, one after the other. */
    private static final class Lines implements Pretraining.Listener, AutoCloseable {
        private final PrintWriter err;
        private @Nullable Progress progress;
        private String what = "";
        private long done;

        Lines(PrintWriter err) {
            this.err = err;
        }

        @Override
        public void say(String line) {
            if (progress == null) {
                err.println(line);
                err.flush();
            } else {
                progress.println(line);
            }
        }

        @Override
        public void features(int done, int all) {
            advance("features", "images", done, all, "");
        }

        @Override
        public void updated(TrainingListener.Report report) {
            advance("training", "updates", report.step(), report.steps(), note(report));
        }

        private static String note(TrainingListener.Report report) {
            StringBuilder note = new StringBuilder(String.format(Locale.ROOT, "loss=%.3f", report.loss()));
            report.figures().forEach((name, value) -> note.append(String.format(Locale.ROOT, " %s=%.2f", name, value)));
            return note.append(String.format(Locale.ROOT, " rate=%.2e", report.rate()))
                    .toString();
        }

        private void advance(String of, String unit, int now, int all, String note) {
            if (progress == null || !what.equals(of) || now < done) {
                close();
                progress = Progress.start(err, of, unit, all);
                what = of;
                done = 0;
            }
            progress.advance(now - done, note);
            done = now;
        }

        @Override
        public void close() {
            if (progress != null) {
                progress.close();
                progress = null;
            }
        }
    }
}

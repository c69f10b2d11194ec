package dev.kintsugi.cli.run;

import dev.kintsugi.cli.Progress;
import dev.kintsugi.engine.federation.Evaluation;
import dev.kintsugi.engine.federation.RoundObserver;
import java.io.PrintWriter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Shows the rounds of one run. */
public final class RoundProgress implements RoundObserver {
    private final PrintWriter err;
    private final String title;
    private @Nullable Progress progress;
    private int last;

    /** Creates it for a run that has not begun. */
    public RoundProgress(PrintWriter err, String title) {
        this.err = err;
        this.title = title;
    }

    @Override
    public void round(int round, int rounds, double loss, @Nullable Evaluation evaluation) {
        if (rounds == 0) {
            return; // nothing is trained, so there is nothing to wait for
        }
        if (progress == null) {
            progress = Progress.start(err, title, "rounds", rounds);
        }
        StringBuilder note = new StringBuilder();
        if (Double.isFinite(loss)) {
            note.append(String.format(Locale.ROOT, "loss=%.4f ", loss));
        }
        if (evaluation != null) {
            note.append(String.format(Locale.ROOT, "accuracy=%.4f", evaluation.accuracy()));
        }
        progress.advance(round - last, note.toString().strip());
        last = round;
        if (round == rounds) {
            progress.close();
        }
    }
}

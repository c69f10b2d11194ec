package dev.kintsugi.cli.tune;

import dev.kintsugi.cli.run.RoundProgress;
import dev.kintsugi.engine.federation.RoundObserver;
import dev.kintsugi.engine.tune.Trial;
import dev.kintsugi.engine.tune.TrialResult;
import dev.kintsugi.engine.tune.TuneSession;
import java.io.PrintWriter;
import java.util.Locale;

/** Says which trial runs and what came of it, with the rounds of its runs between. */
final class TuneProgress implements TuneSession.Listener {
    private final PrintWriter err;
    private final String measure;
    private String trial = "";

    TuneProgress(PrintWriter err, String measure) {
        this.err = err;
        this.measure = measure;
    }

    @Override
    public void say(String line) {
        err.println(line);
        err.flush();
    }

    @Override
    public RoundObserver run(String method, long seed) {
        return new RoundProgress(err, trial + " " + method + " seed " + seed);
    }

    @Override
    public void begins(Trial next, int number, int all) {
        trial = number + "/" + all;
        say("trial " + number + " of " + all + ": " + next.method() + ", " + next.describe());
    }

    @Override
    public void ended(TrialResult result, int number, int all) {
        say("trial " + number + " of " + all + ": "
                + (result.failure() == null
                        ? String.format(Locale.ROOT, "%s %.4f, %.1f s", measure, result.mean(), result.seconds())
                        : "failed: " + result.failure()));
    }
}

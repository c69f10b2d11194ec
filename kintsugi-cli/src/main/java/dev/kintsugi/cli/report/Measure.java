package dev.kintsugi.cli.report;

import java.util.function.ToDoubleFunction;

/** A number that a run has once; NaN where it has none. */
enum Measure {
    /** Share of correct predictions on the main test condition; the last evaluation while a run is unfinished. */
    ACCURACY(
            "accuracy",
            run -> run.mainCondition()
                    .map(ConditionResult::accuracy)
                    .or(() -> run.lastEvaluated().map(RoundLine::accuracy))
                    .orElse(Double.NaN)),
    /** Mean F1 over classes. */
    MACRO_F1(
            "macroF1",
            run -> run.mainCondition()
                    .map(ConditionResult::macroF1)
                    .or(() -> run.lastEvaluated().map(RoundLine::macroF1))
                    .orElse(Double.NaN)),
    /** Mean of the clients' local accuracies. */
    CLIENT_MEAN(
            "clientMean",
            run -> run.mainCondition()
                    .map(ConditionResult::clientMean)
                    .or(() -> run.lastEvaluated().map(RoundLine::clientMean))
                    .orElse(Double.NaN)),
    /** Local accuracy of the client that fares worst. */
    WORST_CLIENT(
            "worstClient",
            run -> run.mainCondition()
                    .map(condition -> new Quantiles(
                                    condition.clients().stream().mapToDouble(ConditionResult.ClientScore::local))
                            .at(0))
                    .orElse(Double.NaN)),
    /** Bytes that travelled, down and up. */
    BYTES("bytes", run -> run.bytesDown() + run.bytesUp()),
    /** Seconds of the run. */
    SECONDS("seconds", RunFolder::seconds);

    private final String key;
    private final ToDoubleFunction<RunFolder> reader;

    Measure(String key, ToDoubleFunction<RunFolder> reader) {
        this.key = key;
        this.reader = reader;
    }

    /** Returns the name in {@code summary.json}. */
    String key() {
        return key;
    }

    double of(RunFolder run) {
        return reader.applyAsDouble(run);
    }
}

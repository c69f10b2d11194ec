package dev.kintsugi.engine.federation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The JSON form of an evaluation in {@code result.json}. */
public final class RunResult {
    private RunResult() {}

    /** Returns all numbers of an evaluation; a number that is not there is null. */
    public static ObjectNode evaluation(Evaluation evaluation, List<String> classNames) {
        return RoundRecord.full(evaluation, classNames);
    }
}

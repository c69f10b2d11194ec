package dev.kintsugi.engine.federation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The JSON form of a test condition in {@code result.json}. */
public final class RunResult {
    private RunResult() {}

    /** Returns all numbers of a condition; a number that is not there is null. */
    public static ObjectNode condition(ConditionEvaluation condition, List<String> classNames) {
        return RoundRecord.full(condition, classNames);
    }
}

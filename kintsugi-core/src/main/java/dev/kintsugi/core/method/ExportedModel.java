package dev.kintsugi.core.method;

import dev.kintsugi.core.parameter.ParameterSet;
import java.util.Optional;

/**
 * What a method has learned, for a program that is not Kintsugi.
 *
 * @param values by name; what is computed from several parameters, such as the prompt of a client, is in it
 * @param context the context of every class sentence, if together with the frozen two-tower model it is the whole
 *     model; else empty
 */
public record ExportedModel(ParameterSet values, Optional<Context> context) {
    /**
     * Which value is the context of the class sentences.
     *
     * @param name name of the value {@code [context, width]}
     * @param vectorsBefore how many of its vectors stand before the class name; the others stand behind it
     */
    public record Context(String name, int vectorsBefore) {}

    /** Checks that the context is there. */
    public ExportedModel {
        context.ifPresent(chosen -> values.get(chosen.name()));
    }
}

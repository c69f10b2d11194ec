package dev.kintsugi.engine.data;

import dev.kintsugi.core.parameter.Modality;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One row as it stands in a source, before classes are numbered and splits are made.
 *
 * @param split {@link DataSource#TRAIN}, {@link DataSource#VALIDATION}, {@link DataSource#TEST}, or null where the
 *     source does not say
 * @param id unique name
 * @param image path of the image within the image store, or null if it is missing
 * @param text sentence, or null if it is missing
 * @param signals where each sensor stream or sound lies within the signal store; a missing one is left out
 * @param labels class names as the source gives them
 * @param attributes further attributes
 * @param place file and line, for errors
 */
record RawRow(
        @Nullable String split,
        String id,
        @Nullable String image,
        @Nullable String text,
        Map<Modality, String> signals,
        List<String> labels,
        Map<String, String> attributes,
        String place) {
    RawRow {
        signals = Map.copyOf(signals);
        labels = List.copyOf(labels);
        attributes = Map.copyOf(attributes);
    }

    /** Creates a row without signals. */
    RawRow(
            @Nullable String split,
            String id,
            @Nullable String image,
            @Nullable String text,
            List<String> labels,
            Map<String, String> attributes,
            String place) {
        this(split, id, image, text, Map.of(), labels, attributes, place);
    }

    RawRow withSplit(String name) {
        return new RawRow(name, id, image, text, signals, labels, attributes, place);
    }

    RawRow withSignals(Map<Modality, String> kept) {
        return new RawRow(split, id, image, text, kept, labels, attributes, place);
    }

    RawRow withLabels(List<String> kept) {
        return new RawRow(split, id, image, text, signals, kept, attributes, place);
    }
}

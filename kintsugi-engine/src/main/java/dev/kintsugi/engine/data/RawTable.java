package dev.kintsugi.engine.data;

import dev.kintsugi.core.parameter.Modality;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A source as it was read.
 *
 * @param name name of the data set
 * @param place file or folder, for errors
 * @param classNames class names as the source gives them, in the order of the class numbers
 * @param template prompt template of the source
 * @param rows rows of all splits
 * @param images where images are read from
 * @param hasImages whether the source has images at all
 * @param hasTexts whether the source has texts at all
 * @param streams where sensor streams and sounds are read from, if the source has any
 * @param repairs what was left out or repaired while reading, by a name for {@code run.json}
 */
record RawTable(
        String name,
        String place,
        List<String> classNames,
        String template,
        List<RawRow> rows,
        ImageStore images,
        boolean hasImages,
        boolean hasTexts,
        Optional<SignalStore> streams,
        Map<String, Integer> repairs) {
    /** The template of sources that say nothing else, from CLIP (Radford et al., 2021). */
    static final String TEMPLATE = "a photo of a {}.";

    RawTable {
        classNames = List.copyOf(classNames);
        rows = List.copyOf(rows);
        repairs = Collections.unmodifiableMap(new LinkedHashMap<>(repairs));
    }

    /** Creates a table without signals. */
    RawTable(
            String name,
            String place,
            List<String> classNames,
            String template,
            List<RawRow> rows,
            ImageStore images,
            boolean hasImages,
            boolean hasTexts) {
        this(name, place, classNames, template, rows, images, hasImages, hasTexts, Optional.empty(), Map.of());
    }

    /** Returns the modalities of the source: image, text, then those of its signals. */
    List<Modality> modalities() {
        List<Modality> modalities = new ArrayList<>();
        if (hasImages) {
            modalities.add(Modality.IMAGE);
        }
        if (hasTexts) {
            modalities.add(Modality.TEXT);
        }
        streams.ifPresent(store -> modalities.addAll(store.modalities()));
        return modalities;
    }

    /** Returns this table with other rows. */
    RawTable withRows(List<RawRow> others) {
        return new RawTable(name, place, classNames, template, others, images, hasImages, hasTexts, streams, repairs);
    }

    /** Returns this table with another store of its signals. */
    RawTable withStreams(SignalStore store) {
        return new RawTable(
                name, place, classNames, template, rows, images, hasImages, hasTexts, Optional.of(store), repairs);
    }
}

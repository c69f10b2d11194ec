package dev.kintsugi.engine.data;

import java.util.List;
import java.util.Map;

/**
 * A labelled data set with up to three splits. Reading is thread-safe; images and sentences are read when asked for.
 */
public interface DataSource {
    /** Name of the training split. */
    String TRAIN = "train";
    /** Name of the validation split. */
    String VALIDATION = "validation";
    /** Name of the test split. */
    String TEST = "test";

    /** Returns the name of the data set, as it stands in results. */
    String name();

    /** Returns the class names in the order of the class numbers, as they read in a sentence. */
    List<String> classNames();

    /** Returns the sentence that a class name is put into at {@code {}}, such as {@code a photo of a {}.}. */
    String promptTemplate();

    /**
     * Returns a split; one that the source does not have is empty.
     *
     * @param name {@link #TRAIN}, {@link #VALIDATION} or {@link #TEST}
     */
    Split split(String name);

    /**
     * Returns what was left out or repaired when the source was read, as counts by a name for {@code run.json}; empty
     * if every row is used as it stands.
     */
    default Map<String, Integer> repairs() {
        return Map.of();
    }

    /** Returns a SHA-256, in hexadecimal, of what defines the contents of all splits. */
    String contentHash();
}

package dev.kintsugi.nn.hub;

import java.nio.file.Path;
import java.util.List;

/** Models that are at hand under a short id without any download: shipped ones, or ones made here before. */
public interface ModelSource {
    /** Returns where the models come from, in a word for tables, such as {@code shipped}. */
    String origin();

    /** Returns the ids, without a slash. */
    List<String> ids();

    /** Returns the model folder of one of {@link #ids}. */
    Path folder(String id);
}

package dev.kintsugi.nn.prompt;

import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.nn.text.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Class names as they stand in sentences; learned and hand-crafted sentences refuse the same names. */
final class ClassNames {
    private ClassNames() {}

    /**
     * Returns the names with spaces in place of underscores, and none around them.
     *
     * @throws ConfigException if a name is empty or reads like another one
     */
    static List<String> readable(Tokenizer tokenizer, List<String> classNames) {
        List<String> names = new ArrayList<>(classNames.size());
        Map<List<Integer>, String> seen = new HashMap<>();
        for (String className : classNames) {
            String name = className.replace('_', ' ').strip();
            if (name.isEmpty() || tokenizer.encode(name).length == 0) {
                throw new ConfigException("class " + names.size() + " has an empty name"
                        + (className.isBlank() ? "" : " ('" + className + "' has no tokens)")
                        + "; every class needs a name to prompt with");
            }
            List<Integer> words =
                    Arrays.stream(tokenizer.encode(name + ".")).boxed().toList();
            String other = seen.put(words, className);
            if (other != null) {
                throw new ConfigException("class '" + className + "' stands twice"
                        + (other.equals(className) ? "" : ", the other time as '" + other + "'")
                        + ": both have the same tokens, so no prompt can tell them apart; give each class a name of its"
                        + " own");
            }
            names.add(name);
        }
        return names;
    }
}

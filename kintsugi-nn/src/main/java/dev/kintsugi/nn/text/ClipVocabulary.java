package dev.kintsugi.nn.text;

import dev.kintsugi.core.error.ModelException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything that makes one CLIP tokeniser: the ids of the symbols, the merges in order, the special tokens.
 *
 * @param place file that it was read from, for errors
 * @param ids id of each symbol; the last symbol of a word ends in {@value #END_OF_WORD}
 * @param merges pairs of symbols, the first is merged first
 * @param unknown symbol that stands for a byte that has no id, or null if there is none
 * @param addedTokens texts that have an id of their own and are never split
 * @param start id that starts every text
 * @param end id that ends every text
 */
record ClipVocabulary(
        String place,
        Map<String, Integer> ids,
        List<Merge> merges,
        @Nullable String unknown,
        List<AddedToken> addedTokens,
        int start,
        int end) {
    static final String END_OF_WORD = "</w>";
    static final String START_TOKEN = "<|startoftext|>";
    static final String END_TOKEN = "<|endoftext|>";

    /** Two symbols that become one. */
    record Merge(String left, String right) {}

    /**
     * A text that has an id of its own.
     *
     * @param normalised whether it is looked for after normalisation, so that upper case finds it too
     */
    record AddedToken(String content, int id, boolean normalised) {}

    ClipVocabulary {
        Map<String, Integer> all = new HashMap<>(ids);
        addedTokens.forEach(token -> all.put(token.content(), token.id()));
        ids = Map.copyOf(all);
        merges = List.copyOf(merges);
        addedTokens = List.copyOf(addedTokens);
        for (Merge merge : merges) {
            for (String symbol : List.of(merge.left(), merge.right(), merge.left() + merge.right())) {
                if (!ids.containsKey(symbol)) {
                    throw new ModelException(place + ": the merge '" + merge.left() + " " + merge.right()
                            + "' needs the symbol '" + symbol + "', which has no id in the vocabulary");
                }
            }
        }
    }

    /**
     * Returns the id of a token that must be there.
     *
     * @throws ModelException if it is not
     */
    static int require(String place, Map<String, Integer> ids, String token) {
        Integer id = ids.get(token);
        if (id == null) {
            throw new ModelException(place + ": the vocabulary of " + ids.size() + " symbols lacks '" + token + "'");
        }
        return id;
    }

    /** Returns one more than the largest id. */
    int size() {
        return ids.values().stream().mapToInt(Integer::intValue).max().orElse(-1) + 1;
    }
}

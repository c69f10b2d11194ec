package dev.kintsugi.nn.text;

import dev.kintsugi.core.error.ModelException;
import java.util.HashMap;
import java.util.Map;

/**
 * Everything that makes one WordPiece tokeniser: the ids of the pieces, the special tokens, how words are found.
 *
 * @param place file that it was read from, for errors
 * @param ids id of each piece; a piece that continues a word begins with {@link #continuation}
 * @param addedTokens texts that have an id of their own and are never split, among them the special tokens
 * @param continuation what pieces inside a word begin with, {@value #CONTINUATION} in all published vocabularies
 * @param longestWord most characters of a word that is looked up; longer ones are unknown
 * @param words how a text is cut into words
 * @param special the tokens with a meaning of their own
 */
record WordPieceVocabulary(
        String place,
        Map<String, Integer> ids,
        Map<String, Integer> addedTokens,
        String continuation,
        int longestWord,
        BertWords words,
        Special special) {
    static final String CONTINUATION = "##";
    static final int LONGEST_WORD = 100;

    /** The special tokens as they are written. */
    record Special(String unknown, String start, String end, String padding, String mask) {
        /** The names in BERT's own vocabularies. */
        static final Special BERT = new Special("[UNK]", "[CLS]", "[SEP]", "[PAD]", "[MASK]");
    }

    WordPieceVocabulary {
        Map<String, Integer> all = new HashMap<>(ids);
        all.putAll(addedTokens);
        ids = Map.copyOf(all);
        addedTokens = Map.copyOf(addedTokens);
    }

    /**
     * Returns the id of a token that must be there.
     *
     * @throws ModelException if it is not
     */
    int require(String token) {
        return ClipVocabulary.require(place, ids, token);
    }

    /** Returns one more than the largest id. */
    int size() {
        return ids.values().stream().mapToInt(Integer::intValue).max().orElse(-1) + 1;
    }
}

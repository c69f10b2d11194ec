package dev.kintsugi.nn.text;

import dev.kintsugi.core.error.DataException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Texts as token ids between start and end, padded to one length with the end id.
 *
 * <p>The padding stands behind each end, where it cannot reach the feature of a causal tower.
 *
 * @param sequences number of texts
 * @param tokens of each text with start, end and padding
 * @param ids row-major {@code [sequences, tokens]}
 * @param endPositions {@code [sequences]}, the first end id of each, where the feature is read
 */
@SuppressWarnings("ArrayRecordComponent")
public record TokenBatch(int sequences, int tokens, long[] ids, long[] endPositions) {
    private static final int SHOWN_CHARACTERS = 60;

    /** Copies the arrays. */
    public TokenBatch {
        ids = ids.clone();
        endPositions = endPositions.clone();
    }

    /** Returns a copy of the ids. */
    @Override
    public long[] ids() {
        return ids.clone();
    }

    /** Returns a copy of the positions. */
    @Override
    public long[] endPositions() {
        return endPositions.clone();
    }

    /**
     * Returns the token ids of texts.
     *
     * @param contextLength most tokens that the tower takes, with start and end
     * @throws DataException if a text is longer and {@code overlong} is {@link OverlongText#REFUSE}
     */
    public static TokenBatch of(Tokenizer tokenizer, List<String> texts, int contextLength, OverlongText overlong) {
        List<int[]> words = new ArrayList<>(texts.size());
        for (String text : texts) {
            int[] encoded = tokenizer.encode(text);
            if (encoded.length + 2 > contextLength) {
                if (overlong == OverlongText.REFUSE) {
                    throw new DataException("text " + shown(text) + " has " + (encoded.length + 2)
                            + " tokens with start and end, the text tower takes " + contextLength + "; shorten it");
                }
                encoded = Arrays.copyOf(encoded, contextLength - 2);
            }
            words.add(encoded);
        }
        return ofWords(tokenizer, words, 0);
    }

    /**
     * Returns texts whose ids are known already.
     *
     * @param words ids of each text without start and end
     * @param leastTokens length of the batch where no text is longer
     */
    public static TokenBatch ofWords(Tokenizer tokenizer, List<int[]> words, int leastTokens) {
        int tokens = Math.max(2, leastTokens);
        for (int[] text : words) {
            tokens = Math.max(tokens, text.length + 2);
        }
        long[] ids = new long[words.size() * tokens];
        long[] endPositions = new long[words.size()];
        Arrays.fill(ids, tokenizer.endId());
        for (int row = 0; row < words.size(); row++) {
            int[] text = words.get(row);
            int at = row * tokens;
            ids[at] = tokenizer.startId();
            endPositions[row] = text.length + 1L;
            for (int i = text.length - 1; i >= 0; i--) {
                ids[at + 1 + i] = text[i];
                if (text[i] == tokenizer.endId()) {
                    endPositions[row] = i + 1L; // a text may hold the end token itself
                }
            }
        }
        return new TokenBatch(words.size(), tokens, ids, endPositions);
    }

    private static String shown(String text) {
        return text.length() <= SHOWN_CHARACTERS
                ? "'" + text + "'"
                : "'" + text.substring(0, SHOWN_CHARACTERS) + "…' (" + text.length() + " characters)";
    }
}

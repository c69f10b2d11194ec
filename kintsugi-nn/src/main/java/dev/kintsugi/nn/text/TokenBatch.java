package dev.kintsugi.nn.text;

import dev.kintsugi.core.error.DataException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Texts as token ids between start and end, padded to the longest of them with the end id.
 *
 * <p>The padding stands behind each end, where it cannot reach the feature of a causal tower.
 *
 * @param sequences number of texts
 * @param tokens length of the longest, with start and end
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
        List<int[]> encoded = new ArrayList<>(texts.size());
        int tokens = 2;
        for (String text : texts) {
            int[] words = tokenizer.encode(text);
            if (words.length + 2 > contextLength) {
                if (overlong == OverlongText.REFUSE) {
                    throw new DataException("text " + shown(text) + " has " + (words.length + 2)
                            + " tokens with start and end, the text tower takes " + contextLength
                            + "; shorten it or ask for truncation");
                }
                words = Arrays.copyOf(words, contextLength - 2);
            }
            encoded.add(words);
            tokens = Math.max(tokens, words.length + 2);
        }
        long[] ids = new long[texts.size() * tokens];
        long[] endPositions = new long[texts.size()];
        Arrays.fill(ids, tokenizer.endId());
        for (int row = 0; row < encoded.size(); row++) {
            int[] words = encoded.get(row);
            int at = row * tokens;
            ids[at] = tokenizer.startId();
            endPositions[row] = words.length + 1L;
            for (int i = words.length - 1; i >= 0; i--) {
                ids[at + 1 + i] = words[i];
                if (words[i] == tokenizer.endId()) {
                    endPositions[row] = i + 1L; // a text may hold the end token itself
                }
            }
        }
        return new TokenBatch(texts.size(), tokens, ids, endPositions);
    }

    private static String shown(String text) {
        return text.length() <= SHOWN_CHARACTERS
                ? "'" + text + "'"
                : "'" + text.substring(0, SHOWN_CHARACTERS) + "…' (" + text.length() + " characters)";
    }
}

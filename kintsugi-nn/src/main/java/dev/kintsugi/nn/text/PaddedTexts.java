package dev.kintsugi.nn.text;

import java.util.Arrays;
import java.util.List;

/**
 * Texts as token ids between start and end, cut or padded to one length, with the mask that tells tokens from padding.
 *
 * @param sequences number of texts
 * @param tokens length of each, with start and end
 * @param ids row-major {@code [sequences, tokens]}
 * @param mask row-major {@code [sequences, tokens]}, 1 for a token and 0 for padding
 */
@SuppressWarnings("ArrayRecordComponent")
public record PaddedTexts(int sequences, int tokens, long[] ids, float[] mask) {
    /** Copies the arrays. */
    public PaddedTexts {
        ids = ids.clone();
        mask = mask.clone();
    }

    /** Returns a copy of the ids. */
    @Override
    public long[] ids() {
        return ids.clone();
    }

    /** Returns a copy of the mask. */
    @Override
    public float[] mask() {
        return mask.clone();
    }

    /**
     * Returns the token ids of texts. Of a text that is too long the last tokens are dropped, the end token stays, as
     * in Hugging Face's truncation; the empty text is start and end.
     *
     * @param tokens length of each, at least 2
     */
    public static PaddedTexts of(WordPieceTokenizer tokenizer, List<String> texts, int tokens) {
        if (tokens < 2) {
            throw new IllegalArgumentException("start and end need 2 tokens, but there are " + tokens);
        }
        long[] ids = new long[texts.size() * tokens];
        float[] mask = new float[ids.length];
        Arrays.fill(ids, tokenizer.paddingId());
        for (int row = 0; row < texts.size(); row++) {
            int[] words = tokenizer.encode(texts.get(row));
            int kept = Math.min(words.length, tokens - 2);
            int at = row * tokens;
            ids[at] = tokenizer.startId();
            for (int i = 0; i < kept; i++) {
                ids[at + 1 + i] = words[i];
            }
            ids[at + 1 + kept] = tokenizer.endId();
            Arrays.fill(mask, at, at + kept + 2, 1);
        }
        return new PaddedTexts(texts.size(), tokens, ids, mask);
    }
}

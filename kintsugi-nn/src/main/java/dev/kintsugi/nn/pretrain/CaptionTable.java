package dev.kintsugi.nn.pretrain;

import dev.kintsugi.nn.text.OverlongText;
import dev.kintsugi.nn.text.TokenBatch;
import dev.kintsugi.nn.text.Tokenizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The captions of the pairs to train on; equal captions have equal numbers. Thread-safe. */
public final class CaptionTable {
    private final List<String> captions;
    private final int[] numbers;
    private final Tokenizer tokenizer;
    private final int contextLength;

    /**
     * Creates the table.
     *
     * @param captions one per pair
     * @param tokenizer stays the caller's
     * @param contextLength most tokens that the text tower takes; longer captions are cut
     */
    public CaptionTable(List<String> captions, Tokenizer tokenizer, int contextLength) {
        this.captions = List.copyOf(captions);
        this.tokenizer = tokenizer;
        this.contextLength = contextLength;
        this.numbers = new int[captions.size()];
        Map<String, Integer> known = new HashMap<>();
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = known.computeIfAbsent(captions.get(i), caption -> known.size());
        }
    }

    /** Returns the number of captions. */
    public int size() {
        return numbers.length;
    }

    /** Returns the caption of a pair. */
    public String caption(int row) {
        return captions.get(row);
    }

    /** Returns the tokens of texts, cut to the context length. */
    public TokenBatch tokens(List<String> texts) {
        return TokenBatch.of(tokenizer, texts, contextLength, OverlongText.TRUNCATE);
    }

    /** Returns the tokens of the captions of some pairs. */
    public TokenBatch tokens(int[] rows) {
        List<String> texts = new ArrayList<>(rows.length);
        for (int row : rows) {
            texts.add(captions.get(row));
        }
        return tokens(texts);
    }

    /** Returns the numbers of the captions of some pairs. */
    public int[] numbers(int[] rows) {
        int[] chosen = new int[rows.length];
        for (int i = 0; i < rows.length; i++) {
            chosen[i] = numbers[rows[i]];
        }
        return chosen;
    }
}

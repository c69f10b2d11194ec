package dev.kintsugi.nn.text;

import dev.kintsugi.core.error.Check;
import dev.kintsugi.core.error.ConfigException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Learns a vocabulary of byte pairs from texts (Sennrich et al., ACL 2016, Algorithm 1), in the layout of CLIP: 256
 * bytes, the same at the end of a word, the merges, start, end.
 *
 * <p>The pair that occurs most often is merged next; of several, the one whose two symbols come first in the order of
 * characters. The result depends on the texts alone, not on their order.
 */
public final class VocabularyTraining {
    private static final int BYTE_SYMBOLS = 512;
    private static final int SPECIAL_SYMBOLS = 2;

    private VocabularyTraining() {}

    /**
     * Returns the vocabulary learned from {@code texts}. It is smaller than asked for when the texts have no more pairs
     * that occur twice.
     *
     * @param vocabularySize most ids, with bytes, start and end; at least 514
     */
    public static TrainedVocabulary learn(Iterable<String> texts, int vocabularySize) {
        Check.positive("vocabulary-size", vocabularySize);
        if (vocabularySize < BYTE_SYMBOLS + SPECIAL_SYMBOLS) {
            throw new ConfigException("vocabulary-size must be at least " + (BYTE_SYMBOLS + SPECIAL_SYMBOLS)
                    + " (every byte twice, start and end), but was " + vocabularySize);
        }
        PairMerging merging = read(texts);
        merging.merge(vocabularySize - BYTE_SYMBOLS - SPECIAL_SYMBOLS);
        return new TrainedVocabulary(merging.symbols(), merging.merges());
    }

    private static PairMerging read(Iterable<String> texts) {
        List<String> symbols = new ArrayList<>();
        ByteSymbols.vocabularyOrder().forEach(symbols::add);
        ByteSymbols.vocabularyOrder().forEach(symbol -> symbols.add(symbol + ClipVocabulary.END_OF_WORD));
        Map<String, Integer> ids = new HashMap<>();
        symbols.forEach(symbol -> ids.put(symbol, ids.size()));
        Map<String, Long> counts = new TreeMap<>();
        for (String text : texts) {
            ClipTokenizer.words(text).forEach(word -> counts.merge(word, 1L, Long::sum));
        }
        PairMerging merging = new PairMerging(symbols, String::concat);
        counts.forEach((word, count) -> {
            String bytes = ByteSymbols.of(word);
            int[] of = new int[bytes.length()];
            for (int i = 0; i < of.length; i++) {
                String symbol = bytes.substring(i, i + 1) + (i == of.length - 1 ? ClipVocabulary.END_OF_WORD : "");
                of[i] = ClipVocabulary.require("byte symbols", ids, symbol);
            }
            merging.add(of, count);
        });
        return merging;
    }
}

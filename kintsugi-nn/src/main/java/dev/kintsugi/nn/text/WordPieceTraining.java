package dev.kintsugi.nn.text;

import dev.kintsugi.core.error.Check;
import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.nn.text.WordPieceVocabulary.Special;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Learns a WordPiece vocabulary for uncased text: the special tokens, the characters, then pieces by
 * {@link PairMerging}.
 *
 * <p>Pairs are chosen by how often they occur, as {@code WordPieceTrainer} of Hugging Face's tokenizers does.
 * <b>Differs: </b> BERT's own training, never published, is said to choose by likelihood. The result depends on the
 * texts alone, not on their order.
 */
public final class WordPieceTraining {
    private static final List<String> SPECIAL = List.of(
            Special.BERT.padding(),
            Special.BERT.unknown(),
            Special.BERT.start(),
            Special.BERT.end(),
            Special.BERT.mask());

    private WordPieceTraining() {}

    /**
     * Returns the vocabulary learned from {@code texts}. It is smaller than asked for when the texts have no more pairs
     * that occur twice. Characters that do not fit are left out, the rarest first, and with them the words that have
     * them.
     *
     * @param vocabularySize most ids, with the 5 special tokens; at least 6
     */
    public static TrainedWordPieces learn(Iterable<String> texts, int vocabularySize) {
        Check.positive("vocabulary-size", vocabularySize);
        if (vocabularySize <= SPECIAL.size()) {
            throw new ConfigException("vocabulary-size must be at least " + (SPECIAL.size() + 1)
                    + " (the special tokens " + SPECIAL + " and a character), but was " + vocabularySize);
        }
        Map<String, Long> counts = new TreeMap<>();
        for (String text : texts) {
            TrainedWordPieces.WORDS.words(text).forEach(word -> counts.merge(word, 1L, Long::sum));
        }
        List<String> symbols = new ArrayList<>(SPECIAL);
        symbols.addAll(characters(counts, vocabularySize - SPECIAL.size()));
        Map<String, Integer> ids = new HashMap<>();
        symbols.forEach(symbol -> ids.put(symbol, ids.size()));
        PairMerging merging = new PairMerging(symbols, WordPieceTraining::join);
        counts.forEach((word, count) -> {
            List<String> pieces = split(word);
            if (ids.keySet().containsAll(pieces)) {
                merging.add(
                        pieces.stream()
                                .mapToInt(piece -> ClipVocabulary.require("characters", ids, piece))
                                .toArray(),
                        count);
            }
        });
        merging.merge(vocabularySize - symbols.size());
        return new TrainedWordPieces(merging.symbols());
    }

    /** Returns the characters that begin and that continue words, the most frequent first. */
    private static List<String> characters(Map<String, Long> counts, int most) {
        Map<String, Long> occurrences = new TreeMap<>();
        counts.forEach((word, count) -> split(word).forEach(piece -> occurrences.merge(piece, count, Long::sum)));
        return occurrences.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey(Comparator.naturalOrder())))
                .limit(most)
                .map(Map.Entry::getKey)
                .toList();
    }

    private static List<String> split(String word) {
        List<String> pieces = new ArrayList<>();
        word.codePoints()
                .mapToObj(Character::toString)
                .forEach(character ->
                        pieces.add(pieces.isEmpty() ? character : WordPieceVocabulary.CONTINUATION + character));
        return pieces;
    }

    private static String join(String left, String right) {
        return left + right.substring(WordPieceVocabulary.CONTINUATION.length());
    }
}

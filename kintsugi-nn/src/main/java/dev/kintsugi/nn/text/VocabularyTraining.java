package dev.kintsugi.nn.text;

import dev.kintsugi.core.error.Check;
import dev.kintsugi.core.error.ConfigException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
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

    private final List<String> symbols = new ArrayList<>();
    private final List<ClipVocabulary.Merge> merges = new ArrayList<>();
    private final List<Word> words = new ArrayList<>();
    private final Map<Long, Long> occurrences = new HashMap<>();
    private final Map<Long, Set<Integer>> wordsOfPair = new HashMap<>();
    private final PriorityQueue<Candidate> candidates = new PriorityQueue<>(Comparator.comparingLong(Candidate::count)
            .reversed()
            .thenComparing(candidate -> symbols.get(left(candidate.pair())))
            .thenComparing(candidate -> symbols.get(right(candidate.pair()))));

    /** A word of the texts as symbols, and how often it occurs. */
    private static final class Word {
        private int[] ids;
        private final long count;

        Word(int[] ids, long count) {
            this.ids = ids;
            this.count = count;
        }
    }

    /** A pair as it stood when it was queued; stale when its count has changed since. */
    private record Candidate(long pair, long count) {}

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
        VocabularyTraining training = new VocabularyTraining();
        training.read(texts);
        training.merge(vocabularySize - BYTE_SYMBOLS - SPECIAL_SYMBOLS);
        return new TrainedVocabulary(training.symbols, training.merges);
    }

    private void read(Iterable<String> texts) {
        ByteSymbols.vocabularyOrder().forEach(symbols::add);
        ByteSymbols.vocabularyOrder().forEach(symbol -> symbols.add(symbol + ClipVocabulary.END_OF_WORD));
        Map<String, Integer> ids = new HashMap<>();
        symbols.forEach(symbol -> ids.put(symbol, ids.size()));
        Map<String, Long> counts = new TreeMap<>();
        for (String text : texts) {
            ClipTokenizer.words(text).forEach(word -> counts.merge(word, 1L, Long::sum));
        }
        counts.forEach((word, count) -> {
            String bytes = ByteSymbols.of(word);
            int[] of = new int[bytes.length()];
            for (int i = 0; i < of.length; i++) {
                String symbol = bytes.substring(i, i + 1) + (i == of.length - 1 ? ClipVocabulary.END_OF_WORD : "");
                of[i] = ClipVocabulary.require("byte symbols", ids, symbol);
            }
            words.add(new Word(of, count));
            count(words.size() - 1, 1, new HashSet<>());
        });
        occurrences.forEach((pair, count) -> candidates.add(new Candidate(pair, count)));
    }

    private void merge(int wanted) {
        Set<String> known = new HashSet<>(symbols);
        while (merges.size() < wanted && !candidates.isEmpty()) {
            Candidate best = candidates.remove();
            if (best.count() != occurrences.getOrDefault(best.pair(), 0L)) {
                continue;
            }
            if (best.count() < 2) {
                return;
            }
            String merged = symbols.get(left(best.pair())) + symbols.get(right(best.pair()));
            if (!known.add(merged)) {
                occurrences.put(best.pair(), 0L); // the symbol exists by another pair; an id must be unique
                continue;
            }
            merges.add(new ClipVocabulary.Merge(symbols.get(left(best.pair())), symbols.get(right(best.pair()))));
            symbols.add(merged);
            apply(best.pair(), symbols.size() - 1);
        }
    }

    private void apply(long pair, int mergedId) {
        Set<Long> changed = new HashSet<>();
        for (int index : List.copyOf(wordsOfPair.getOrDefault(pair, Set.of()))) {
            Word word = words.get(index);
            count(index, -1, changed);
            word.ids = joined(word.ids, pair, mergedId);
            count(index, 1, changed);
        }
        for (long each : changed) {
            long count = occurrences.getOrDefault(each, 0L);
            if (count > 0) {
                candidates.add(new Candidate(each, count));
            }
        }
    }

    private static int[] joined(int[] ids, long pair, int mergedId) {
        int[] joined = new int[ids.length];
        int length = 0;
        for (int i = 0; i < ids.length; i++) {
            if (i + 1 < ids.length && pair(ids[i], ids[i + 1]) == pair) {
                joined[length++] = mergedId;
                i++;
            } else {
                joined[length++] = ids[i];
            }
        }
        return Arrays.copyOf(joined, length);
    }

    private void count(int index, int sign, Set<Long> changed) {
        Word word = words.get(index);
        for (int i = 0; i + 1 < word.ids.length; i++) {
            long pair = pair(word.ids[i], word.ids[i + 1]);
            occurrences.merge(pair, sign * word.count, Long::sum);
            if (sign > 0) {
                wordsOfPair.computeIfAbsent(pair, key -> new HashSet<>()).add(index);
            }
            changed.add(pair);
        }
    }

    private static long pair(int left, int right) {
        return (long) left << 32 | right;
    }

    private static int left(long pair) {
        return (int) (pair >>> 32);
    }

    private static int right(long pair) {
        return (int) pair;
    }
}

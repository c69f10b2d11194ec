package dev.kintsugi.nn.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.BinaryOperator;

/**
 * Joins the pair of neighbouring symbols that occurs most often, again and again (Sennrich et al., ACL 2016, Algorithm
 * 1); of several, the one whose two symbols come first in the order of characters.
 */
final class PairMerging {
    private final List<String> symbols;
    private final BinaryOperator<String> join;
    private final List<ClipVocabulary.Merge> merges = new ArrayList<>();
    private final List<Word> words = new ArrayList<>();
    private final Map<Long, Long> occurrences = new HashMap<>();
    private final Map<Long, Set<Integer>> wordsOfPair = new HashMap<>();
    private final PriorityQueue<Candidate> candidates;

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

    /**
     * Creates the merging.
     *
     * @param symbols the symbols before any merge, by id
     * @param join the symbol that two symbols become
     */
    PairMerging(List<String> symbols, BinaryOperator<String> join) {
        this.symbols = new ArrayList<>(symbols);
        this.join = join;
        this.candidates = new PriorityQueue<>(Comparator.comparingLong(Candidate::count)
                .reversed()
                .thenComparing(candidate -> this.symbols.get(left(candidate.pair())))
                .thenComparing(candidate -> this.symbols.get(right(candidate.pair()))));
    }

    /** Adds a word that occurs {@code count} times; the array is taken over. */
    void add(int[] ids, long count) {
        words.add(new Word(ids, count));
        count(words.size() - 1, 1, new HashSet<>());
    }

    /** Returns the symbols by id, those that merges made behind the others. */
    List<String> symbols() {
        return symbols;
    }

    /** Returns the merges in order. */
    List<ClipVocabulary.Merge> merges() {
        return merges;
    }

    /**
     * Merges pairs, the most frequent first, until there are {@code wanted} merges or no pair occurs twice; called
     * once.
     */
    void merge(int wanted) {
        occurrences.forEach((pair, count) -> candidates.add(new Candidate(pair, count)));
        Set<String> known = new HashSet<>(symbols);
        while (merges.size() < wanted && !candidates.isEmpty()) {
            Candidate best = candidates.remove();
            if (best.count() != occurrences.getOrDefault(best.pair(), 0L)) {
                continue;
            }
            if (best.count() < 2) {
                return;
            }
            String merged = join.apply(symbols.get(left(best.pair())), symbols.get(right(best.pair())));
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

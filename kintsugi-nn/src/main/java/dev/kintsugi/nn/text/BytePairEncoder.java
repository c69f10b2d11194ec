package dev.kintsugi.nn.text;

import dev.kintsugi.core.error.ModelException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Byte-pair encoding of one word (Sennrich et al., ACL 2016): starts from the word's bytes and merges the pair that
 * comes first in the list of merges, until no pair is in the list. Thread-safe.
 */
final class BytePairEncoder {
    private static final int NO_MERGE = Integer.MAX_VALUE;
    private static final int MOST_REMEMBERED_WORDS = 50_000;

    private final ClipVocabulary vocabulary;
    private final Map<Long, Integer> rankOfPair = new HashMap<>();
    private final int[] mergedId;
    private final @Nullable Integer unknownId;
    private final Map<String, int[]> remembered = new ConcurrentHashMap<>();

    BytePairEncoder(ClipVocabulary vocabulary) {
        this.vocabulary = vocabulary;
        Map<String, Integer> ids = vocabulary.ids();
        String place = vocabulary.place();
        this.mergedId = new int[vocabulary.merges().size()];
        for (int rank = 0; rank < mergedId.length; rank++) {
            ClipVocabulary.Merge merge = vocabulary.merges().get(rank);
            int left = ClipVocabulary.require(place, ids, merge.left());
            int right = ClipVocabulary.require(place, ids, merge.right());
            mergedId[rank] = ClipVocabulary.require(place, ids, merge.left() + merge.right());
            rankOfPair.put(pair(left, right), rank);
        }
        String unknown = vocabulary.unknown();
        this.unknownId = unknown == null ? null : ids.get(unknown);
    }

    private static long pair(int left, int right) {
        return (long) left << 32 | right;
    }

    /** Returns the ids of a word that is not empty; the caller does not write into them. */
    int[] encode(String word) {
        int[] known = remembered.get(word);
        if (known != null) {
            return known;
        }
        int[] ids = merge(bytes(word));
        if (remembered.size() < MOST_REMEMBERED_WORDS) {
            remembered.put(word, ids);
        }
        return ids;
    }

    private int[] bytes(String word) {
        String symbols = ByteSymbols.of(word);
        int[] ids = new int[symbols.length()];
        for (int i = 0; i < ids.length; i++) {
            String symbol = symbols.substring(i, i + 1) + (i == ids.length - 1 ? ClipVocabulary.END_OF_WORD : "");
            Integer id = vocabulary.ids().getOrDefault(symbol, unknownId);
            if (id == null) {
                throw new ModelException(vocabulary.place() + ": the word '" + word + "' needs the byte symbol '"
                        + symbol + "', which has no id, and there is no token for unknown symbols");
            }
            ids[i] = id;
        }
        return ids;
    }

    /** Merges the leftmost of the pairs of lowest rank, one at a time; the ranks of all pairs are kept up to date. */
    private int[] merge(int[] ids) {
        int length = ids.length;
        int[] ranks = new int[length];
        for (int i = 0; i + 1 < length; i++) {
            ranks[i] = rank(ids[i], ids[i + 1]);
        }
        while (length > 1) {
            int best = 0;
            for (int i = 1; i + 1 < length; i++) {
                if (ranks[i] < ranks[best]) {
                    best = i;
                }
            }
            if (ranks[best] == NO_MERGE) {
                break;
            }
            ids[best] = mergedId[ranks[best]];
            int after = best + 2;
            System.arraycopy(ids, after, ids, best + 1, length - after);
            System.arraycopy(ranks, after, ranks, best + 1, length - after);
            length--;
            if (best > 0) {
                ranks[best - 1] = rank(ids[best - 1], ids[best]);
            }
            if (best + 1 < length) {
                ranks[best] = rank(ids[best], ids[best + 1]);
            }
        }
        return Arrays.copyOf(ids, length);
    }

    private int rank(int left, int right) {
        return rankOfPair.getOrDefault(pair(left, right), NO_MERGE);
    }
}

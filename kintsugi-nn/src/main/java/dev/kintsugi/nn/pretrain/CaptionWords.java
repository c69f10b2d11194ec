package dev.kintsugi.nn.pretrain;

import dev.kintsugi.nn.text.WordPieceTokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Which words each caption has, weighted by how rarely captions have them: {@code ln((1 + N) / (1 + n))} for a word in
 * {@code n} of {@code N} captions, so that words that all captions share weigh little.
 */
public final class CaptionWords {
    private final List<int[]> words;
    private final double[] rarity;
    private final double[] norms;

    private CaptionWords(List<int[]> words, double[] rarity) {
        this.words = words;
        this.rarity = rarity;
        this.norms = new double[words.size()];
        for (int i = 0; i < norms.length; i++) {
            norms[i] = Math.sqrt(Arrays.stream(words.get(i))
                    .mapToDouble(word -> rarity[word] * rarity[word])
                    .sum());
        }
    }

    /** Returns the words of captions; the weights come from the same captions. */
    static CaptionWords of(List<String> captions, WordPieceTokenizer tokenizer) {
        List<int[]> words = words(captions, tokenizer);
        int[] occurrences = new int[tokenizer.vocabularySize()];
        words.forEach(caption -> Arrays.stream(caption).forEach(word -> occurrences[word]++));
        double[] rarity = Arrays.stream(occurrences)
                .mapToDouble(count -> StrictMath.log((1.0 + words.size()) / (1.0 + count)))
                .toArray();
        return new CaptionWords(words, rarity);
    }

    /** Returns the words of other captions with the weights of these. */
    CaptionWords with(List<String> captions, WordPieceTokenizer tokenizer) {
        return new CaptionWords(words(captions, tokenizer), rarity);
    }

    private static List<int[]> words(List<String> captions, WordPieceTokenizer tokenizer) {
        Set<Integer> special = Set.of(
                tokenizer.paddingId(),
                tokenizer.unknownId(),
                tokenizer.startId(),
                tokenizer.endId(),
                tokenizer.maskId());
        List<int[]> words = new ArrayList<>(captions.size());
        for (String caption : captions) {
            words.add(IntStream.of(tokenizer.encode(caption))
                    .filter(id -> !special.contains(id))
                    .sorted()
                    .distinct()
                    .toArray());
        }
        return words;
    }

    /** Returns the number of captions. */
    int size() {
        return words.size();
    }

    /** Returns whether two captions have the same words. */
    boolean same(int left, int right) {
        return Arrays.equals(words.get(left), words.get(right));
    }

    /** Returns the cosine between the weighted words of two captions, in [0, 1]; 0 if one has none that weighs. */
    double cosine(int left, int right) {
        int[] a = words.get(left);
        int[] b = words.get(right);
        double product = 0;
        int j = 0;
        for (int word : a) {
            while (j < b.length && b[j] < word) {
                j++;
            }
            if (j < b.length && b[j] == word) {
                product += rarity[word] * rarity[word];
            }
        }
        double scale = norms[left] * norms[right];
        return scale == 0 ? 0 : product / scale;
    }

    /** Returns each caption's weights as shares of 1, {@code [rows, vocabulary]} row-major; zeros if it has none. */
    float[] shares(int[] rows) {
        float[] shares = new float[rows.length * rarity.length];
        for (int i = 0; i < rows.length; i++) {
            int[] caption = words.get(rows[i]);
            double sum =
                    Arrays.stream(caption).mapToDouble(word -> rarity[word]).sum();
            for (int word : caption) {
                shares[i * rarity.length + word] = sum == 0 ? 0 : (float) (rarity[word] / sum);
            }
        }
        return shares;
    }
}

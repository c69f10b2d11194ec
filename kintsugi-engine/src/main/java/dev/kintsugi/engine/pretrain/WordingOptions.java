package dev.kintsugi.engine.pretrain;

import dev.kintsugi.core.error.Check;
import dev.kintsugi.core.option.Option;
import dev.kintsugi.core.random.KeyedRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** How a caption is varied each time that it is used. */
public record WordingOptions(
        @Option("probability that a caption is put into a sentence such as 'a photo of a …', in [0, 1]")
        double sentence,

        @Option("probability that only one to three neighbouring words of a caption are kept, in [0, 1]")
        double span,

        @Option("probability that each word of another caption is left out, in [0, 0.9]")
        double wordDropout) {
    /** The defaults: captions as they are. */
    public static final WordingOptions DEFAULTS = new WordingOptions(0, 0, 0);

    private static final int LONGEST_SPAN = 3;
    private static final List<String> SENTENCES = List.of(
            "a photo of a {}.",
            "a photo of {}.",
            "a photo of the {}.",
            "a picture of a {}.",
            "an image of a {}.",
            "a close-up photo of a {}.",
            "a product photo of a {}.",
            "this is a {}.");

    /** Checks the ranges. */
    public WordingOptions {
        Check.within("sentence", sentence, 0, 1);
        Check.within("span", span, 0, 1);
        Check.within("word-dropout", wordDropout, 0, 0.9);
    }

    /** Returns the caption in a wording drawn from {@code random}; at least one word stays. */
    String vary(String caption, KeyedRandom random) {
        String[] words = caption.split(" ");
        String kept = caption;
        if (span > 0 && random.nextDouble() < span) {
            kept = neighbours(words, random);
        } else if (wordDropout > 0) {
            kept = drop(words, random);
        }
        if (sentence > 0 && random.nextDouble() < sentence) {
            return random.pick(SENTENCES).replace("{}", kept);
        }
        return kept;
    }

    /** Titles name the kind of thing at their end, so half of the spans are the last words. */
    private static String neighbours(String[] words, KeyedRandom random) {
        int count = Math.min(words.length, 1 + random.nextInt(LONGEST_SPAN));
        int last = words.length - count;
        int from = random.nextInt(2) == 0 ? last : random.nextInt(last + 1);
        return String.join(" ", Arrays.asList(words).subList(from, from + count));
    }

    private String drop(String[] words, KeyedRandom random) {
        List<String> kept = new ArrayList<>();
        for (String word : words) {
            if (random.nextDouble() >= wordDropout) {
                kept.add(word);
            }
        }
        return kept.isEmpty() ? words[random.nextInt(words.length)] : String.join(" ", kept);
    }
}

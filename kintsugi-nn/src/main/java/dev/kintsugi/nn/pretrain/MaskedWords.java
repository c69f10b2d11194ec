package dev.kintsugi.nn.pretrain;

import dev.kintsugi.core.random.KeyedRandom;
import dev.kintsugi.nn.text.PaddedTexts;
import dev.kintsugi.nn.text.WordPieceTokenizer;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Texts of which some words are hidden for masked-language modelling (Devlin et al., BERT, NAACL 2019, section 3.1): of
 * a text with n words, {@code max(1, round(share · n))} are chosen, as in BERT's released code; of these 80 % become
 * the mask token, 10 % a random word, 10 % stay. Unknown words are never chosen, an empty text has none.
 *
 * @param ids {@code [sequences, tokens]} row-major, what the model sees
 * @param positions places of the chosen words in {@code ids}, ascending
 * @param targets the ids that stood there
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier to tensors; never compared
record MaskedWords(long[] ids, long[] positions, long[] targets) {
    private static final double MASK_TOKEN = 0.8;
    private static final double RANDOM_WORD = 0.9; // the tenth above MASK_TOKEN

    /** Returns the texts with hidden words. */
    static MaskedWords of(PaddedTexts texts, WordPieceTokenizer tokenizer, double share, KeyedRandom random) {
        long[] ids = texts.ids();
        long[] shown = ids.clone();
        Set<Long> special = Set.of(
                (long) tokenizer.paddingId(),
                (long) tokenizer.unknownId(),
                (long) tokenizer.startId(),
                (long) tokenizer.endId(),
                (long) tokenizer.maskId());
        LongStream.Builder positions = LongStream.builder();
        for (int row = 0; row < texts.sequences(); row++) {
            int from = row * texts.tokens();
            int[] words = IntStream.range(from, from + texts.tokens())
                    .filter(at -> !special.contains(ids[at]))
                    .toArray();
            if (words.length == 0) {
                continue;
            }
            random.shuffleInPlace(words);
            int count = (int) Math.min(words.length, Math.max(1, Math.round(share * words.length)));
            int[] chosen = Arrays.copyOf(words, count);
            Arrays.sort(chosen);
            for (int at : chosen) {
                positions.add(at);
                double draw = random.nextDouble();
                if (draw < MASK_TOKEN) {
                    shown[at] = tokenizer.maskId();
                } else if (draw < RANDOM_WORD) {
                    shown[at] = word(tokenizer, special, random);
                }
            }
        }
        long[] places = positions.build().toArray();
        long[] targets = new long[places.length];
        for (int i = 0; i < places.length; i++) {
            targets[i] = ids[(int) places[i]];
        }
        return new MaskedWords(shown, places, targets);
    }

    private static long word(WordPieceTokenizer tokenizer, Set<Long> special, KeyedRandom random) {
        while (true) {
            long id = random.nextInt(tokenizer.vocabularySize());
            if (!special.contains(id)) {
                return id;
            }
        }
    }
}

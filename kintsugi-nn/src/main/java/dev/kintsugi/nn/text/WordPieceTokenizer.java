package dev.kintsugi.nn.text;

import java.util.stream.IntStream;

/**
 * BERT's tokeniser, equal to Hugging Face's {@code BertTokenizerFast}: words by {@link BertWords}, each of them cut
 * into the longest pieces of the vocabulary from the left (Wu et al., arXiv 1609.08144, section 4.1). A word that
 * cannot be cut so, or that is longer than 100 characters, is one unknown token.
 *
 * <p><b>Differs:</b> the reference knows the Unicode of about 2015, the running JDK its own (13 on JDK 17), so that
 * characters which only one of them knows may be kept by one and dropped or split off by the other.
 */
public final class WordPieceTokenizer implements Tokenizer {
    private final WordPieceVocabulary vocabulary;
    private final AddedTokens addedTokens;
    private final int vocabularySize;
    private final int unknownId;
    private final int startId;
    private final int endId;
    private final int paddingId;
    private final int maskId;

    WordPieceTokenizer(WordPieceVocabulary vocabulary) {
        this.vocabulary = vocabulary;
        this.addedTokens = AddedTokens.of(vocabulary.addedTokens());
        this.vocabularySize = vocabulary.size();
        this.unknownId = vocabulary.require(vocabulary.special().unknown());
        this.startId = vocabulary.require(vocabulary.special().start());
        this.endId = vocabulary.require(vocabulary.special().end());
        this.paddingId = vocabulary.require(vocabulary.special().padding());
        this.maskId = vocabulary.require(vocabulary.special().mask());
    }

    @Override
    public int vocabularySize() {
        return vocabularySize;
    }

    @Override
    public int startId() {
        return startId;
    }

    @Override
    public int endId() {
        return endId;
    }

    /** Returns the id that fills short texts, {@code [PAD]}. */
    public int paddingId() {
        return paddingId;
    }

    /** Returns the id that stands for a hidden word, {@code [MASK]}. */
    public int maskId() {
        return maskId;
    }

    /** Returns the id of words that have no pieces, {@code [UNK]}. */
    public int unknownId() {
        return unknownId;
    }

    @Override
    public int[] encode(String text) {
        IntStream.Builder ids = IntStream.builder();
        addedTokens.split(
                text, plain -> vocabulary.words().words(plain).forEach(word -> encodeWord(word, ids)), ids::add);
        return ids.build().toArray();
    }

    private void encodeWord(String word, IntStream.Builder into) {
        if (word.codePointCount(0, word.length()) > vocabulary.longestWord()) {
            into.add(unknownId);
            return;
        }
        int[] pieces = new int[word.length()];
        int count = 0;
        int from = 0;
        while (from < word.length()) {
            int to = word.length();
            Integer id = null;
            while (to > from && id == null) {
                String piece = word.substring(from, to);
                id = vocabulary.ids().get(from == 0 ? piece : vocabulary.continuation() + piece);
                to = id == null ? word.offsetByCodePoints(to, -1) : to;
            }
            if (id == null) {
                into.add(unknownId);
                return;
            }
            pieces[count++] = id;
            from = to;
        }
        for (int i = 0; i < count; i++) {
            into.add(pieces[i]);
        }
    }

    @Override
    public void close() {
        // everything lives on the Java heap
    }
}

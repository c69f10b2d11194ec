package dev.kintsugi.nn.text;

import dev.kintsugi.nn.text.ClipVocabulary.AddedToken;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The byte-level tokeniser of CLIP, equal to Hugging Face's {@code CLIPTokenizerFast}: NFC, runs of white space become
 * one space, lower case, words by a regular expression, byte pairs within each word.
 *
 * <p><b>Differs:</b> OpenAI's own tokeniser repairs broken text (ftfy) and HTML entities first; Hugging Face's fast one
 * does not, nor does this one. Characters newer than the Unicode version of the running JDK (13 on JDK 17) are taken
 * for symbols, where the reference may know them as letters.
 *
 * <p>Written in Java rather than taken from a native library: no natives per platform, nothing to unpack, and the
 * vocabularies of all three file forms give one and the same tokeniser.
 */
public final class ClipTokenizer implements Tokenizer {
    /** How CLIP cuts a text into words, as in {@code tokenizer.json}. */
    static final String WORD_REGEX = "'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+";

    // Java's \s is ASCII only; the reference means Unicode's White_Space.
    private static final Pattern WHITE_SPACE = Pattern.compile("\\p{IsWhite_Space}+");
    private static final Pattern WORD = Pattern.compile(WORD_REGEX.replace("\\s", "\\p{IsWhite_Space}"));

    private final ClipVocabulary vocabulary;
    private final BytePairEncoder encoder;
    private final AddedTokens asWritten;
    private final AddedTokens normalised;
    private final int vocabularySize;

    ClipTokenizer(ClipVocabulary vocabulary) {
        this.vocabulary = vocabulary;
        this.encoder = new BytePairEncoder(vocabulary);
        this.vocabularySize = vocabulary.size();
        Map<String, Integer> writtenIds = new HashMap<>();
        Map<String, Integer> normalisedIds = new HashMap<>();
        for (AddedToken token : vocabulary.addedTokens()) {
            if (token.normalised()) {
                normalisedIds.put(normalise(token.content()), token.id());
            } else {
                writtenIds.put(token.content(), token.id());
            }
        }
        this.asWritten = AddedTokens.of(writtenIds);
        this.normalised = AddedTokens.of(normalisedIds);
    }

    @Override
    public int vocabularySize() {
        return vocabularySize;
    }

    @Override
    public int startId() {
        return vocabulary.start();
    }

    @Override
    public int endId() {
        return vocabulary.end();
    }

    @Override
    public int[] encode(String text) {
        IntStream.Builder ids = IntStream.builder();
        asWritten.split(
                text, part -> normalised.split(normalise(part), plain -> encodeWords(plain, ids), ids::add), ids::add);
        return ids.build().toArray();
    }

    /** Returns the words that a text is cut into before byte pairs are looked for. */
    static List<String> words(String text) {
        return WORD.matcher(normalise(text)).results().map(MatchResult::group).toList();
    }

    private void encodeWords(String normalisedText, IntStream.Builder ids) {
        Matcher words = WORD.matcher(normalisedText);
        while (words.find()) {
            for (int id : encoder.encode(words.group())) {
                ids.add(id);
            }
        }
    }

    private static String normalise(String text) {
        String composed = Normalizer.normalize(text, Normalizer.Form.NFC);
        return lowerCase(WHITE_SPACE.matcher(composed).replaceAll(" "));
    }

    /** Lowers each character alone, as the reference does: unlike String.toLowerCase without the final sigma. */
    static String lowerCase(String text) {
        StringBuilder lowered = new StringBuilder(text.length());
        text.codePoints().forEach(character -> {
            if (character == 0x130) {
                lowered.append("i\u0307"); // the only character whose lower case is two, whatever the context
            } else {
                lowered.appendCodePoint(Character.toLowerCase(character));
            }
        });
        return lowered.toString();
    }

    @Override
    public void close() {
        // everything lives on the Java heap
    }
}

package dev.kintsugi.nn.text;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;

/**
 * The first half of BERT's tokeniser (Devlin et al., NAACL 2019): cleans a text and cuts it into words, as
 * {@code BertNormalizer} and {@code BertPreTokenizer} of Hugging Face do.
 *
 * @param cleanText whether control characters are dropped
 * @param spaceIdeographs whether each Chinese character is a word of its own
 * @param stripAccents whether combining marks are dropped after canonical decomposition
 * @param lowerCase whether upper case becomes lower case
 */
record BertWords(boolean cleanText, boolean spaceIdeographs, boolean stripAccents, boolean lowerCase) {
    private static final int REPLACEMENT_CHARACTER = 0xFFFD;
    /** First and last character of each block of ideographs, in the order of BERT's own code. */
    private static final int[][] IDEOGRAPHS = {
        {0x4E00, 0x9FFF},
        {0x3400, 0x4DBF},
        {0x20000, 0x2A6DF},
        {0x2A700, 0x2B73F},
        {0x2B740, 0x2B81F},
        {0x2B920, 0x2CEAF},
        {0xF900, 0xFAFF},
        {0x2F800, 0x2FA1F}
    };

    /** Returns the words of a text, without white space; every punctuation mark is a word. */
    List<String> words(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        normalise(text).codePoints().forEach(character -> {
            boolean space = isWhiteSpace(character);
            boolean mark = !space && isPunctuation(character);
            if ((space || mark) && word.length() > 0) {
                words.add(word.toString());
                word.setLength(0);
            }
            if (mark) {
                words.add(Character.toString(character));
            } else if (!space) {
                word.appendCodePoint(character);
            }
        });
        if (word.length() > 0) {
            words.add(word.toString());
        }
        return words;
    }

    /** Returns the text as it is before it is cut into words. */
    String normalise(String text) {
        String normalised = cleaned(text);
        if (stripAccents) {
            normalised = withoutMarks(Normalizer.normalize(normalised, Normalizer.Form.NFD));
        }
        return lowerCase ? ClipTokenizer.lowerCase(normalised) : normalised;
    }

    private String cleaned(String text) {
        StringBuilder cleaned = new StringBuilder(text.length());
        text.codePoints().forEach(character -> {
            if (cleanText && (character == 0 || character == REPLACEMENT_CHARACTER || isControl(character))) {
                return;
            }
            int shown = cleanText && isWhiteSpace(character) ? ' ' : character;
            if (spaceIdeographs && isIdeograph(shown)) {
                cleaned.append(' ').appendCodePoint(shown).append(' ');
            } else {
                cleaned.appendCodePoint(shown);
            }
        });
        return cleaned.toString();
    }

    private static String withoutMarks(String decomposed) {
        StringBuilder kept = new StringBuilder(decomposed.length());
        decomposed
                .codePoints()
                .filter(character -> Character.getType(character) != Character.NON_SPACING_MARK)
                .forEach(kept::appendCodePoint);
        return kept.toString();
    }

    private static boolean isControl(int character) {
        if (character == '\t' || character == '\n' || character == '\r') {
            return false;
        }
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.FORMAT, Character.PRIVATE_USE, Character.SURROGATE -> true;
            default -> false;
        };
    }

    /** Returns whether Unicode's property White_Space holds, which is wider than Java's notion. */
    private static boolean isWhiteSpace(int character) {
        return switch (Character.getType(character)) {
            case Character.SPACE_SEPARATOR, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            default -> (character >= '\t' && character <= '\r') || character == 0x85;
        };
    }

    /** Returns whether a character is a mark: any that is neither letter nor digit in ASCII, else Unicode's. */
    private static boolean isPunctuation(int character) {
        if (character < 0x80) {
            return character > ' ' && character < 0x7F && !Character.isLetterOrDigit(character);
        }
        return switch (Character.getType(character)) {
            case Character.CONNECTOR_PUNCTUATION,
                    Character.DASH_PUNCTUATION,
                    Character.START_PUNCTUATION,
                    Character.END_PUNCTUATION,
                    Character.INITIAL_QUOTE_PUNCTUATION,
                    Character.FINAL_QUOTE_PUNCTUATION,
                    Character.OTHER_PUNCTUATION -> true;
            default -> false;
        };
    }

    private static boolean isIdeograph(int character) {
        for (int[] block : IDEOGRAPHS) {
            if (character >= block[0] && character <= block[1]) {
                return true;
            }
        }
        return false;
    }
}

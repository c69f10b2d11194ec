package dev.kintsugi.nn.text;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * GPT-2's printable stand-in for each byte, on which byte-level vocabularies are written down: a printable Latin-1 byte
 * stands for itself, the others follow from U+0100 on.
 */
final class ByteSymbols {
    private static final char[] SYMBOL = new char[256];
    private static final List<String> VOCABULARY_ORDER = new ArrayList<>();

    static {
        char next = 256;
        for (int value = 0; value < 256; value++) {
            SYMBOL[value] = printable(value) ? (char) value : next++;
        }
        for (int value = 0; value < 256; value++) {
            if (printable(value)) {
                VOCABULARY_ORDER.add(String.valueOf((char) value));
            }
        }
        for (char symbol = 256; symbol < next; symbol++) {
            VOCABULARY_ORDER.add(String.valueOf(symbol));
        }
    }

    private ByteSymbols() {}

    private static boolean printable(int value) {
        return (value >= '!' && value <= '~') || (value >= 0xA1 && value <= 0xAC) || value >= 0xAE;
    }

    /** Returns one symbol for each byte of the UTF-8 form of {@code text}. */
    static String of(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        StringBuilder symbols = new StringBuilder(bytes.length);
        for (byte value : bytes) {
            symbols.append(SYMBOL[value & 0xFF]);
        }
        return symbols.toString();
    }

    /** Returns the 256 symbols in the order of OpenAI's vocabulary: those that stand for themselves come first. */
    static List<String> vocabularyOrder() {
        return List.copyOf(VOCABULARY_ORDER);
    }
}

package dev.kintsugi.nn.text;

/** Turns text into token ids as a model was trained on. Thread-safe. */
public interface Tokenizer extends AutoCloseable {
    /** Returns the number of ids. */
    int vocabularySize();

    /** Returns the id that starts every text. */
    int startId();

    /** Returns the id that ends every text; the text feature is read at its first occurrence. */
    int endId();

    /** Returns the ids of a text without start and end. */
    int[] encode(String text);

    @Override
    void close();
}

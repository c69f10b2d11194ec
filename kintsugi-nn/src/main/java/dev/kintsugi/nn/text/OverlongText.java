package dev.kintsugi.nn.text;

/** What to do with a text that has more tokens than the text tower has positions. */
public enum OverlongText {
    /** Stop with an error that names the text and both lengths. */
    REFUSE,
    /** Drop the last words' tokens; the end token stays, as in Hugging Face's truncation. */
    TRUNCATE
}

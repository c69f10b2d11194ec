package dev.kintsugi.nn.prompt;

import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.nn.backbone.TwoTower;
import dev.kintsugi.nn.text.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The tokens of class sentences: start, class name with a full stop, end, and the places of the context vectors.
 *
 * <p>A sentence is an array of token ids; the place of context vector j is the negative number {@code ~j}.
 */
final class ClassTokens {
    private ClassTokens() {}

    /**
     * Returns one sentence per class; each ends with its first end token.
     *
     * @throws ConfigException if a name is empty, too long, or reads like another one
     */
    static List<int[]> of(
            TwoTower backbone, List<String> classNames, int contextLength, ClassPrompts.Position position) {
        Tokenizer tokenizer = backbone.tokenizer();
        int allowed = backbone.text().contextLength();
        List<int[]> sentences = new ArrayList<>(classNames.size());
        for (String name : ClassNames.readable(tokenizer, classNames)) {
            int[] words = tokenizer.encode(name + ".");
            int needed = 1 + contextLength + words.length + 1;
            if (needed > allowed) {
                throw new ConfigException("class '" + name + "' needs " + needed + " tokens with a context of "
                        + contextLength + ", but the text tower of " + backbone.name() + " takes at most " + allowed);
            }
            sentences.add(sentence(
                    tokenizer,
                    words,
                    contextLength,
                    position.before(contextLength),
                    Math.min(tokenizer.encode(name).length, words.length)));
        }
        return sentences;
    }

    /** Returns start, {@code before} places, the name, the other places, what stands behind the name, end. */
    private static int[] sentence(Tokenizer tokenizer, int[] words, int contextLength, int before, int nameLength) {
        int[] sentence = new int[contextLength + words.length + 2];
        int at = 0;
        sentence[at++] = tokenizer.startId();
        for (int j = 0; j < before; j++) {
            sentence[at++] = ~j;
        }
        for (int i = 0; i < nameLength; i++) {
            sentence[at++] = words[i];
        }
        for (int j = before; j < contextLength; j++) {
            sentence[at++] = ~j;
        }
        for (int i = nameLength; i < words.length; i++) {
            sentence[at++] = words[i];
        }
        sentence[at] = tokenizer.endId();
        int end = 0;
        while (sentence[end] != tokenizer.endId()) {
            end++; // a name may hold the end token itself; nothing behind it is ever read
        }
        return Arrays.copyOf(sentence, end + 1);
    }
}

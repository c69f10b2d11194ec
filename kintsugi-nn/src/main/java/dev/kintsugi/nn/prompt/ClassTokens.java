package dev.kintsugi.nn.prompt;

import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.nn.backbone.TwoTower;
import dev.kintsugi.nn.text.TokenBatch;
import dev.kintsugi.nn.text.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The token ids of class sentences: start, room for the context, the class name with a full stop, end. */
final class ClassTokens {
    private ClassTokens() {}

    /** Returns one sentence per class; in the room for the context stands the start id, whose embedding is not used. */
    static TokenBatch of(TwoTower backbone, List<String> classNames, int contextLength, ClassPrompts.Length length) {
        Tokenizer tokenizer = backbone.tokenizer();
        int allowed = backbone.text().contextLength();
        List<int[]> sentences = new ArrayList<>(classNames.size());
        for (String className : classNames) {
            String name = className.replace('_', ' ').strip();
            if (name.isEmpty()) {
                throw new ConfigException(
                        "class " + sentences.size() + " has an empty name; every class needs a name to prompt with");
            }
            int[] words = tokenizer.encode(name + ".");
            int needed = 1 + contextLength + words.length + 1;
            if (needed > allowed) {
                throw new ConfigException("class '" + name + "' needs " + needed + " tokens with a context of "
                        + contextLength + ", but the text tower of " + backbone.name() + " takes at most " + allowed);
            }
            int[] sentence = new int[contextLength + words.length];
            Arrays.fill(sentence, 0, contextLength, tokenizer.startId());
            System.arraycopy(words, 0, sentence, contextLength, words.length);
            sentences.add(sentence);
        }
        return TokenBatch.ofWords(tokenizer, sentences, length == ClassPrompts.Length.PADDED ? allowed : 0);
    }
}

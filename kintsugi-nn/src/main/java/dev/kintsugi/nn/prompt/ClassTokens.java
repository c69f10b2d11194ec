package dev.kintsugi.nn.prompt;

import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.nn.backbone.TwoTower;
import dev.kintsugi.nn.text.Tokenizer;
import java.util.Arrays;
import java.util.List;

/**
 * The token ids of class sentences, {@code [classes, length]} row-major, with the end position of each.
 *
 * @param ids token ids; places of the context hold the end id, which is replaced by the context's vectors
 * @param endPositions where each sentence ends
 * @param length tokens per sentence
 */
record ClassTokens(long[] ids, long[] endPositions, int length) {
    static ClassTokens of(TwoTower backbone, List<String> classNames, int contextLength, ClassPrompts.Length length) {
        Tokenizer tokenizer = backbone.tokenizer();
        int allowed = backbone.text().contextLength();
        int[][] words = new int[classNames.size()][];
        int longest = 0;
        for (int c = 0; c < words.length; c++) {
            String name = classNames.get(c).replace('_', ' ').strip();
            if (name.isEmpty()) {
                throw new ConfigException("class " + c + " has an empty name; every class needs a name to prompt with");
            }
            words[c] = tokenizer.encode(name + ".");
            int needed = 1 + contextLength + words[c].length + 1;
            if (needed > allowed) {
                throw new ConfigException("class '" + name + "' needs " + needed + " tokens with a context of "
                        + contextLength + ", but the text tower of " + backbone.name() + " takes at most " + allowed);
            }
            longest = Math.max(longest, needed);
        }
        int tokens = length == ClassPrompts.Length.PADDED ? allowed : longest;
        long[] ids = new long[words.length * tokens];
        long[] ends = new long[words.length];
        Arrays.fill(ids, tokenizer.endId());
        for (int c = 0; c < words.length; c++) {
            int row = c * tokens;
            ids[row] = tokenizer.startId();
            for (int i = 0; i < words[c].length; i++) {
                ids[row + 1 + contextLength + i] = words[c][i];
            }
            ends[c] = 1L + contextLength + words[c].length;
        }
        return new ClassTokens(ids, ends, tokens);
    }
}

package dev.kintsugi.nn.prompt;

import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.nn.backbone.TwoTower;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/** Frozen text features of whole sentences. */
public final class ClassTexts {
    private static final int SENTENCES_AT_ONCE = 256;

    private ClassTexts() {}

    /**
     * Returns one feature per class for a hand-crafted prompt, not normalised, {@code [classes, embedding]}; the caller
     * closes it or has a scope open.
     *
     * @param template a sentence in which <code>{}</code> stands for the class name
     * @throws ConfigException if the template has no <code>{}</code> or a sentence does not fit the tower
     */
    public static Tensor encode(TwoTower backbone, List<String> classNames, String template) {
        if (!template.contains("{}")) {
            throw new ConfigException("prompt template '" + template + "' lacks {}, which stands for the class name");
        }
        return encode(
                backbone,
                classNames.stream()
                        .map(name -> template.replace("{}", name.replace('_', ' ')))
                        .toList());
    }

    /** Returns one feature per sentence, not normalised, {@code [sentences, embedding]}. */
    public static Tensor encode(TwoTower backbone, List<String> sentences) {
        int width = backbone.text().embeddingWidth();
        float[] features = new float[sentences.size() * width];
        for (int from = 0; from < sentences.size(); from += SENTENCES_AT_ONCE) {
            int to = Math.min(sentences.size(), from + SENTENCES_AT_ONCE);
            float[] part = encodeChunk(backbone, sentences.subList(from, to));
            System.arraycopy(part, 0, features, from * width, part.length);
        }
        return TensorBridge.tensor(features, sentences.size(), width);
    }

    private static float[] encodeChunk(TwoTower backbone, List<String> sentences) {
        int allowed = backbone.text().contextLength();
        int[][] words = new int[sentences.size()][];
        int length = 0;
        for (int i = 0; i < words.length; i++) {
            words[i] = backbone.tokenizer().encode(sentences.get(i));
            if (words[i].length + 2 > allowed) {
                throw new ConfigException("sentence '" + sentences.get(i) + "' needs " + (words[i].length + 2)
                        + " tokens, but the text tower of " + backbone.name() + " takes at most " + allowed);
            }
            length = Math.max(length, words[i].length + 2);
        }
        long[] ids = new long[words.length * length];
        long[] ends = new long[words.length];
        Arrays.fill(ids, backbone.tokenizer().endId());
        for (int i = 0; i < words.length; i++) {
            ids[i * length] = backbone.tokenizer().startId();
            for (int j = 0; j < words[i].length; j++) {
                ids[i * length + 1 + j] = words[i][j];
            }
            ends[i] = words[i].length + 1L;
        }
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensor embedded = backbone.text().embed(TensorBridge.tensor(ids, words.length, length));
            return TensorBridge.floats(backbone.text().encode(embedded, TensorBridge.tensor(ends, words.length)));
        }
    }
}

package dev.kintsugi.nn.prompt;

import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.error.DataException;
import dev.kintsugi.nn.backbone.TwoTower;
import dev.kintsugi.nn.tensor.TensorBridge;
import dev.kintsugi.nn.text.OverlongText;
import dev.kintsugi.nn.text.TokenBatch;
import java.util.ArrayList;
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
     * @throws ConfigException if the template has no <code>{}</code>, or a name is empty, reads like another one, or
     *     makes a sentence that does not fit the tower
     */
    public static Tensor encode(TwoTower backbone, List<String> classNames, String template) {
        if (!template.contains("{}")) {
            throw new ConfigException("prompt template '" + template + "' lacks {}, which stands for the class name");
        }
        List<String> sentences = new ArrayList<>(classNames.size());
        for (String name : ClassNames.readable(backbone.tokenizer(), classNames)) {
            String sentence = template.replace("{}", name);
            int needed = 1 + backbone.tokenizer().encode(sentence).length + 1;
            int allowed = backbone.text().contextLength();
            if (needed > allowed) {
                throw new ConfigException("class '" + name + "' needs " + needed + " tokens with the prompt template '"
                        + template + "', but the text tower of " + backbone.name() + " takes at most " + allowed);
            }
            sentences.add(sentence);
        }
        return encode(backbone, sentences);
    }

    /**
     * Returns one feature per sentence, not normalised, {@code [sentences, embedding]}.
     *
     * @throws DataException if a sentence does not fit the tower
     */
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
        TokenBatch texts =
                TokenBatch.of(backbone.tokenizer(), sentences, backbone.text().contextLength(), OverlongText.REFUSE);
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensor embedded =
                    backbone.text().embed(TensorBridge.tensor(texts.ids(), texts.sequences(), texts.tokens()));
            return TensorBridge.floats(
                    backbone.text().encode(embedded, TensorBridge.tensor(texts.endPositions(), texts.sequences())));
        }
    }
}

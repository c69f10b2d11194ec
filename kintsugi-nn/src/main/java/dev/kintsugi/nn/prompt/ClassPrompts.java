package dev.kintsugi.nn.prompt;

import static org.bytedeco.pytorch.global.torch.cat;

import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.nn.backbone.TextTower;
import dev.kintsugi.nn.backbone.TwoTower;
import dev.kintsugi.nn.tensor.TensorBridge;
import dev.kintsugi.nn.text.TokenBatch;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * The class sentences of CoOp (Zhou et al., IJCV 2022), open where the learnable context stands: {@code [start]
 * [context × n] [words of the class] [.] [end]}.
 *
 * <p>Everything but the context is frozen and embedded once. Sentences end behind the longest class name: the tower is
 * causal and reads the feature at the end token, so what would stand behind has no influence; {@link Length#PADDED}
 * keeps the full length as the plain twin.
 */
public final class ClassPrompts implements AutoCloseable {
    /** How long the sentences are. */
    public enum Length {
        /** Up to the last end token over all classes. */
        TRIMMED,
        /** The full context length of the tower, as published implementations do. */
        PADDED
    }

    private final TextTower tower;
    private final int contextLength;
    private final int classes;
    private final Tensor prefix; // [1, 1, 1, width]
    private final Tensor suffix; // [1, classes, tokens - 1 - context, width]
    private final Tensor endPositions; // [1, classes]

    /**
     * Embeds the class names.
     *
     * @param contextLength number of learnable vectors, n
     * @throws ConfigException if a sentence does not fit the tower; the message names the class
     */
    public ClassPrompts(TwoTower backbone, List<String> classNames, int contextLength, Length length) {
        this.tower = backbone.text();
        this.contextLength = contextLength;
        this.classes = classNames.size();
        TokenBatch sentences = ClassTokens.of(backbone, classNames, contextLength, length);
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensor embedded = tower.embed(TensorBridge.tensor(sentences.ids(), classes, sentences.tokens()));
            this.prefix = TensorBridge.keep(
                    embedded.narrow(0, 0, 1).narrow(1, 0, 1).unsqueeze(0).clone());
            this.suffix =
                    TensorBridge.keep(embedded.narrow(1, 1L + contextLength, sentences.tokens() - 1L - contextLength)
                            .unsqueeze(0)
                            .clone());
            this.endPositions = TensorBridge.keep(TensorBridge.tensor(sentences.endPositions(), 1, classes));
        }
    }

    /** Returns the shape of one client's context, {@code [context, width]}. */
    public long[] contextShape() {
        return new long[] {contextLength, tower.width()};
    }

    /** Returns the number of classes. */
    public int classes() {
        return classes;
    }

    /** Returns the number of tokens of a sentence. */
    public int tokens() {
        return (int) (1 + contextLength + suffix.size(2));
    }

    /**
     * Returns one text feature per client and class, not normalised, {@code [clients, classes, embedding]}.
     *
     * @param context {@code [clients, context, width]}
     */
    public Tensor encode(Tensor context) {
        long clients = context.size(0);
        long width = tower.width();
        Tensor start = prefix.expand(clients, classes, 1, width);
        Tensor middle = context.unsqueeze(1).expand(clients, classes, contextLength, width);
        Tensor rest = suffix.expand(clients, classes, suffix.size(2), width);
        Tensor sentences = cat(new TensorVector(start, middle, rest), 2).view(clients * classes, tokens(), width);
        Tensor ends = endPositions.expand(clients, classes).reshape(clients * classes);
        return tower.encode(sentences, ends).view(clients, classes, tower.embeddingWidth());
    }

    /**
     * Returns the embeddings of a text's tokens as an initial context, {@code [tokens, width]}.
     *
     * @throws ConfigException if the text has no tokens
     */
    public static FloatArray embeddingOf(TwoTower backbone, String text) {
        int[] ids = backbone.tokenizer().encode(text);
        if (ids.length == 0) {
            throw new ConfigException("initial-text '" + text + "' has no tokens; give at least one word");
        }
        long[] wide = new long[ids.length];
        for (int i = 0; i < ids.length; i++) {
            wide[i] = ids[i];
        }
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            return TensorBridge.array(backbone.text()
                    .embed(TensorBridge.tensor(wide, 1, wide.length))
                    .select(0, 0));
        }
    }

    @Override
    public void close() {
        prefix.close();
        suffix.close();
        endPositions.close();
    }
}

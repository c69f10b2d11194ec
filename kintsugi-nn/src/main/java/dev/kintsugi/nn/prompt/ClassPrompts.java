package dev.kintsugi.nn.prompt;

import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.nn.backbone.TextTower;
import dev.kintsugi.nn.backbone.TwoTower;
import dev.kintsugi.nn.layer.LayerPrompts;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * The class sentences of CoOp (Zhou et al., IJCV 2022), open where the learnable context stands: {@code [start]
 * [context × n] [words of the class] [.] [end]}, or with the class name at another {@link Position}.
 *
 * <p>Everything but the context is frozen and embedded once. The tower is causal and reads the feature at the end
 * token, so what would stand behind has no influence, and what stands before the class names is the same for all of
 * them: {@link Path#SHARED_PREFIX} uses both, and has the others as its plain twins.
 *
 * <p>Contexts are {@code [groups, context, width]}: a group is a client, or one of several contexts of a client. Values
 * of different groups do not touch each other.
 */
public final class ClassPrompts implements AutoCloseable {
    /** How sentences run through the tower; all give the same features. */
    public enum Path {
        /** What all sentences begin with once per group, the rest per class up to its end token. */
        SHARED_PREFIX,
        /** Every sentence on its own, up to the last end token over all classes. */
        TRIMMED,
        /** Every sentence on its own, in the full context length of the tower, as published implementations do. */
        PADDED
    }

    /** Where the class name stands (CoOp's CLASS_TOKEN_POSITION). */
    public enum Position {
        /** Behind the context. */
        END,
        /** Behind the first half of the context, which is the smaller one. */
        MIDDLE,
        /** Before the context; the full stop stays at the end. */
        FRONT;

        /** Returns how many of so many context vectors stand before the class name. */
        public int before(int contextLength) {
            return switch (this) {
                case END -> contextLength;
                case MIDDLE -> contextLength / 2;
                case FRONT -> 0;
            };
        }
    }

    /** Most tokens that run through the tower together; the values kept for the gradient of CLIP-B's take 1.5 GB. */
    private static final int TOKENS_AT_ONCE = 4096;

    private final TextTower tower;
    private final int contextLength;
    private final int classes;
    private final List<LayerPrompts.KeysAndValues> start;
    private final List<ClassSentences> pieces;
    private final int tokensAtOnce;
    private final boolean bounded;

    /**
     * Embeds the class names, which stand behind the context.
     *
     * @param contextLength number of learnable vectors, n
     * @throws ConfigException if a name is empty, reads like another one or is too long for the tower; the message
     *     names the class
     */
    public ClassPrompts(TwoTower backbone, List<String> classNames, int contextLength, Path path) {
        this(backbone, classNames, contextLength, Position.END, path);
    }

    /**
     * Embeds the class names.
     *
     * @param contextLength number of learnable vectors, n
     * @throws ConfigException if a name is empty, reads like another one or is too long for the tower; the message
     *     names the class
     */
    public ClassPrompts(TwoTower backbone, List<String> classNames, int contextLength, Position position, Path path) {
        this(backbone, classNames, contextLength, position, path, TOKENS_AT_ONCE);
    }

    ClassPrompts(
            TwoTower backbone,
            List<String> classNames,
            int contextLength,
            Position position,
            Path path,
            int tokensAtOnce) {
        this.tower = backbone.text();
        this.contextLength = contextLength;
        this.classes = classNames.size();
        this.tokensAtOnce = tokensAtOnce;
        this.bounded = path == Path.SHARED_PREFIX;
        List<int[]> sentences = ClassTokens.of(backbone, classNames, contextLength, position);
        int padding = backbone.tokenizer().endId();
        if (path == Path.SHARED_PREFIX) {
            this.start = startToken(tower, backbone.tokenizer().startId());
            int prefix = position.before(contextLength);
            this.pieces = inPieces(sentences, 1 + prefix, tokensAtOnce).stream()
                    .<ClassSentences>map(
                            piece -> new PrefixedSentences(tower, start, piece, contextLength, prefix, padding))
                    .toList();
        } else {
            this.start = List.of();
            int tokens = path == Path.PADDED ? tower.contextLength() : 0;
            this.pieces = List.of(new WholeSentences(tower, sentences, contextLength, tokens, padding));
        }
    }

    private static List<LayerPrompts.KeysAndValues> startToken(TextTower tower, int id) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            List<LayerPrompts.KeysAndValues> start =
                    tower.start(tower.embed(TensorBridge.tensor(new long[] {id}, 1, 1)));
            start.forEach(layer -> {
                TensorBridge.keep(layer.keys());
                TensorBridge.keep(layer.values());
            });
            return start;
        }
    }

    /** Cuts the classes, in their order, so that the tokens of a piece behind the beginning are at most so many. */
    private static List<List<int[]>> inPieces(List<int[]> sentences, int beginning, int tokensAtOnce) {
        List<List<int[]>> pieces = new ArrayList<>();
        int from = 0;
        while (from < sentences.size()) {
            int tokens = sentences.get(from).length - beginning;
            int to = from + 1;
            while (to < sentences.size() && tokens + sentences.get(to).length - beginning <= tokensAtOnce) {
                tokens += sentences.get(to).length - beginning;
                to++;
            }
            pieces.add(sentences.subList(from, to));
            from = to;
        }
        return pieces;
    }

    /** Returns the shape of one context, {@code [context, width]}. */
    public long[] contextShape() {
        return new long[] {contextLength, tower.width()};
    }

    /** Returns the number of classes. */
    public int classes() {
        return classes;
    }

    /** Returns how many tokens run through the tower for one context, padding included. */
    public int tokenPasses() {
        return pieces.stream().mapToInt(ClassSentences::tokenPasses).sum();
    }

    /**
     * Returns one text feature per group and class, not normalised, {@code [groups, classes, embedding]}.
     *
     * <p>For many classes or groups the intermediate values of the tower are not kept for the gradient but computed
     * again, piece by piece; features and gradient stay the same. The plain twins keep them.
     *
     * @param context {@code [groups, context, width]}
     */
    public Tensor encode(Tensor context) {
        boolean fits = pieces.size() == 1 && context.size(0) * tokenPasses() <= tokensAtOnce;
        boolean recorded = context.requires_grad() && GradMode.is_enabled();
        if (fits || (recorded && !bounded)) {
            return pieces.get(0).encode(context);
        }
        PiecewiseFeatures features = new PiecewiseFeatures(pieces, tower.embeddingWidth(), tokensAtOnce);
        return recorded ? features.withGradient(context) : features.features(context);
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
        pieces.forEach(ClassSentences::close);
        start.forEach(layer -> {
            layer.keys().close();
            layer.values().close();
        });
    }
}

package dev.kintsugi.methods.tower;

import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.methods.prompt.ContextModel;
import dev.kintsugi.nn.backbone.PromptableTextTower;
import dev.kintsugi.nn.backbone.TwoTower;
import dev.kintsugi.nn.prompt.ClassPrompts;
import dev.kintsugi.nn.text.TokenBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * Class sentences with prompts at the first layers of the text tower: {@code [start] [context × n] [frozen words]
 * [class] [.] [end]}, in which the outputs of the n places are replaced before every further prompted layer.
 *
 * <p>Follows the released codes of MaPLe (Khattak et al., CVPR 2023) and PromptSRC (ICCV 2023): the context starts from
 * the first n tokens of the initial words, and those behind them stand frozen before the class name. With prompts at
 * the input alone and no frozen words the sentences are CoOp's, and run as {@link ClassPrompts}.
 */
public final class DeepClassPrompts implements AutoCloseable {
    /** How the class sentences run through the text tower. */
    public enum Sentences {
        /** What they begin with once for all, then each class up to its end token; exact. */
        SHARED_PREFIX,
        /** Each whole sentence, up to the longest one. */
        TRIMMED
    }

    private final PromptableTextTower tower;
    private final int length;
    private final Optional<FloatArray> initialWords; // [length, width]; empty for draws
    private final ClassPrompts plain;
    private final DeepSentences sentences;
    private final boolean asPlain; // with prompts at the input alone

    /**
     * Embeds the class names.
     *
     * @param length n, number of learnable vectors per layer
     * @param initialText words that the context of the input starts from; blank for normal draws
     * @throws ConfigException if the initial text has fewer than n tokens, or a sentence does not fit the tower
     * @throws dev.kintsugi.core.error.ModelException if the text tower takes no prompts between its layers
     */
    public DeepClassPrompts(
            TwoTower backbone, List<String> classNames, int length, String initialText, Sentences path) {
        this.tower = backbone.promptableText();
        this.length = length;
        this.plain = new ClassPrompts(backbone, classNames, length, ClassPrompts.Path.SHARED_PREFIX);
        boolean drawn = initialText.isBlank();
        int[] words = drawn ? new int[0] : backbone.tokenizer().encode(initialText);
        if (!drawn && words.length < length) {
            throw new ConfigException("initial-text '" + initialText + "' has " + words.length
                    + " tokens, but context-length is " + length
                    + "; take a context-length of at most as many, or an empty initial-text");
        }
        this.initialWords = drawn
                ? Optional.empty()
                : Optional.of(firstRows(ClassPrompts.embeddingOf(backbone, initialText), length));
        TokenBatch batch = sentences(backbone, classNames, words);
        int frozen = Math.max(0, words.length - length);
        this.sentences = path == Sentences.SHARED_PREFIX
                ? new PrefixedDeepSentences(tower, batch, length, frozen)
                : new PlainDeepSentences(tower, batch, length);
        this.asPlain = frozen == 0 && path == Sentences.SHARED_PREFIX;
    }

    private static FloatArray firstRows(FloatArray rows, int count) {
        int width = (int) rows.shape()[1];
        return FloatArray.owning(new long[] {count, width}, Arrays.copyOf(rows.toArray(), count * width));
    }

    /** In the room for the context stands the start id, whose embedding is not used. */
    private TokenBatch sentences(TwoTower backbone, List<String> classNames, int[] words) {
        List<int[]> sentences = new ArrayList<>();
        int frozen = Math.max(0, words.length - length);
        for (String className : classNames) {
            String name = className.replace('_', ' ').strip();
            int[] own = backbone.tokenizer().encode(name + ".");
            int needed = 1 + length + frozen + own.length + 1;
            if (needed > tower.contextLength()) {
                throw new ConfigException("class '" + name + "' needs " + needed + " tokens with a context of " + length
                        + " and " + frozen + " frozen ones, but the text tower of " + backbone.name()
                        + " takes at most " + tower.contextLength());
            }
            int[] sentence = new int[length + frozen + own.length];
            Arrays.fill(sentence, 0, length, backbone.tokenizer().startId());
            System.arraycopy(words, words.length - frozen, sentence, length, frozen);
            System.arraycopy(own, 0, sentence, length + frozen, own.length);
            sentences.add(sentence);
        }
        return TokenBatch.ofWords(backbone.tokenizer(), sentences, 0);
    }

    /** Returns the shape of one client's prompts of one layer, {@code [context, width]}. */
    public long[] shape() {
        return plain.contextShape();
    }

    /** Returns the context of the input to start from: the first initial tokens, or the draws of PromptFL. */
    public FloatArray initialContext(long seed) {
        return initialWords.orElseGet(() -> ContextModel.drawnContext(seed, shape()));
    }

    /**
     * Returns one text feature per client and class, not normalised, {@code [clients, classes, embedding]}.
     *
     * @param layers the prompts of the first layers from the input on, one or more, {@code [clients, context, width]}
     */
    public Tensor encode(List<Tensor> layers) {
        return layers.size() == 1 && asPlain ? plain.encode(layers.get(0)) : sentences.encode(layers);
    }

    @Override
    public void close() {
        plain.close();
        sentences.close();
    }
}

package dev.kintsugi.nn.layer;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.ones;

import dev.kintsugi.core.error.ConfigException;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.jspecify.annotations.Nullable;

/** Transformer layers one after another, with prompts injected between them. */
public final class TransformerStack {
    private final List<TransformerLayer> layers;
    private final boolean causal;

    /**
     * Creates the stack.
     *
     * @param causal whether a token sees only itself and what stands before it
     */
    public TransformerStack(List<TransformerLayer> layers, boolean causal) {
        this.layers = List.copyOf(layers);
        this.causal = causal;
    }

    /** Returns the number of layers. */
    public int size() {
        return layers.size();
    }

    /** Returns the last layer's output without prompts, of the shape of {@code tokens}. */
    public Tensor apply(Tensor tokens) {
        Tensor hidden = tokens;
        for (TransformerLayer layer : layers) {
            hidden = layer.apply(hidden, causal);
        }
        return hidden;
    }

    /**
     * Returns the last layer's output, {@code [sequences, tokens + inserted prompts, width]}.
     *
     * @param tokens {@code [sequences, tokens, width]}
     * @param mask {@code [sequences, tokens]}: 1 for a token, 0 for padding; null if there is no padding
     * @throws ConfigException if prompts stand at a layer that is not there
     */
    public Tensor apply(Tensor tokens, @Nullable Tensor mask, LayerPrompts prompts) {
        for (int layer : prompts.layers()) {
            if (layer < 0 || layer >= layers.size()) {
                throw new ConfigException("prompts stand at layer " + layer + ", but the transformer has layers 0 to "
                        + (layers.size() - 1));
            }
        }
        int position = prompts.position();
        long inserted = 0;
        Tensor hidden = tokens;
        @Nullable Tensor visible = mask;
        for (int i = 0; i < layers.size(); i++) {
            LayerPrompts.@Nullable Injection injection = prompts.at(i);
            LayerPrompts.@Nullable KeysAndValues prefix = null;
            if (injection instanceof LayerPrompts.Insert insert) {
                hidden = put(hidden, position, 0, insert.tokens());
                inserted += insert.tokens().size(1);
                visible = visible == null ? null : put(visible, position, 0, visibleTokens(insert.tokens()));
            } else if (injection instanceof LayerPrompts.Replace replace) {
                if (replace.tokens().size(1) != inserted) {
                    throw new ConfigException("prompts of layer " + i + " replace " + inserted + " tokens, but are "
                            + replace.tokens().size(1));
                }
                hidden = put(hidden, position, inserted, replace.tokens());
            } else if (injection instanceof LayerPrompts.KeysAndValues attention) {
                prefix = attention;
            }
            hidden = layers.get(i).apply(hidden, causal, visible, prefix);
        }
        return hidden;
    }

    private static Tensor visibleTokens(Tensor tokens) {
        return ones(tokens.size(0), tokens.size(1));
    }

    /** Returns a sequence with {@code removed} tokens at a position replaced by others. */
    private static Tensor put(Tensor sequence, long position, long removed, Tensor tokens) {
        long rest = sequence.size(1) - position - removed;
        Tensor tail = sequence.narrow(1, position + removed, rest);
        return position == 0
                ? cat(new TensorVector(tokens, tail), 1)
                : cat(new TensorVector(sequence.narrow(1, 0, position), tokens, tail), 1);
    }
}

package dev.kintsugi.nn.layer;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.ones;

import dev.kintsugi.core.error.ConfigException;
import java.util.ArrayList;
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
        check(prompts);
        State state = new State(tokens, mask, prompts.standing(), null);
        for (int i = 0; i < layers.size(); i++) {
            state = state.inject(i, prompts);
            Tensor hidden = layers.get(i).apply(state.hidden(), causal, state.mask(), state.prefix());
            state = new State(hidden, state.mask(), state.inserted(), null);
        }
        return state.hidden();
    }

    /**
     * Returns the last layer's output at one position, {@code [sequences, width]}: {@link #apply} at that position, but
     * the last layer works on that token alone. Not for causal towers.
     *
     * @param position in the sequence with all its prompts
     * @throws ConfigException if prompts stand at a layer that is not there
     */
    public Tensor applyAt(Tensor tokens, @Nullable Tensor mask, LayerPrompts prompts, int position) {
        if (causal) {
            return apply(tokens, mask, prompts).select(1, position);
        }
        check(prompts);
        State state = new State(tokens, mask, prompts.standing(), null);
        int last = layers.size() - 1;
        for (int i = 0; i < last; i++) {
            state = state.inject(i, prompts);
            Tensor hidden = layers.get(i).apply(state.hidden(), false, state.mask(), state.prefix());
            state = new State(hidden, state.mask(), state.inserted(), null);
        }
        state = state.inject(last, prompts);
        return layers.get(last).applyAt(state.hidden(), position, state.mask(), state.prefix());
    }

    /**
     * Returns the keys and values of every layer for a sequence without prompts; together they are all that later
     * tokens of a causal transformer see of it.
     *
     * @param tokens {@code [sequences, tokens, width]}
     */
    public List<LayerPrompts.KeysAndValues> keysAndValues(Tensor tokens) {
        List<LayerPrompts.KeysAndValues> all = new ArrayList<>();
        Tensor hidden = tokens;
        for (TransformerLayer layer : layers) {
            all.add(layer.keysAndValuesOf(hidden));
            hidden = layer.apply(hidden, causal);
        }
        return all;
    }

    /**
     * Returns the last layer's output at the last token of each suffix, {@code [groups, suffixes, width]}: what
     * {@link #apply(Tensor)} gives for the sequences written out (start, prefix, suffix), but start and prefix run once
     * per group instead of once per suffix, and the last layer works on the last tokens alone. For causal towers.
     *
     * @param start keys and values of the tokens that all sequences of all groups begin with, one pair per layer
     * @param tokens {@code [groups, prefix + slots, width]}: the prefix of each group, then the suffixes in their lines
     * @param lines where each suffix is; its beginning is as long as start and prefix
     */
    public Tensor applyPrefixed(List<LayerPrompts.KeysAndValues> start, Tensor tokens, SuffixLines lines) {
        return applyPrefixed(start, tokens, lines, LayerPrompts.none());
    }

    /**
     * Does the same with prompts in the prefix that others take the place of before later layers.
     *
     * @param prompts each {@link LayerPrompts.Replace}, {@code [groups, prompts, width]}; their position counts from
     *     the first token of the prefix, in which they have to stand
     * @throws ConfigException if prompts stand at a layer that is not there, or are more than stand in the prefix
     */
    public Tensor applyPrefixed(
            List<LayerPrompts.KeysAndValues> start, Tensor tokens, SuffixLines lines, LayerPrompts prompts) {
        check(prompts);
        for (int layer : prompts.layers()) {
            if (!(prompts.at(layer) instanceof LayerPrompts.Replace)) {
                throw new IllegalArgumentException("a common beginning keeps its length: prompts of layer " + layer
                        + " have to take the place of others");
            }
        }
        long prefix = tokens.size(1) - lines.slots();
        int last = layers.size() - 1;
        PrefixedAttention attention = new PrefixedAttention(
                lines, tokens.size(0), prefix, layers.get(last).heads());
        State state = new State(tokens, null, prompts.standing(), null);
        for (int i = 0; i < last; i++) {
            Tensor before = state.inject(i, prompts).hidden();
            state = new State(
                    layers.get(i).applyPrefixed(before, start.get(i), attention), null, prompts.standing(), null);
        }
        return layers.get(last).applyPrefixedAtEnds(state.inject(last, prompts).hidden(), start.get(last), attention);
    }

    private void check(LayerPrompts prompts) {
        for (int layer : prompts.layers()) {
            if (layer < 0 || layer >= layers.size()) {
                throw new ConfigException("prompts stand at layer " + layer + ", but the transformer has layers 0 to "
                        + (layers.size() - 1));
            }
        }
    }

    /**
     * A sequence on its way through the layers.
     *
     * @param inserted number of prompts in it, those that stood there at first included
     * @param prefix keys and values for the next layer
     */
    private record State(
            Tensor hidden, @Nullable Tensor mask, long inserted, LayerPrompts.@Nullable KeysAndValues prefix) {
        State inject(int layer, LayerPrompts prompts) {
            LayerPrompts.@Nullable Injection injection = prompts.at(layer);
            int position = prompts.position();
            if (injection instanceof LayerPrompts.Insert insert) {
                Tensor added = insert.tokens();
                return new State(
                        put(hidden, position, 0, added),
                        mask == null ? null : put(mask, position, 0, visibleTokens(added)),
                        inserted + added.size(1),
                        null);
            } else if (injection instanceof LayerPrompts.Replace replace) {
                long replaced = replace.tokens().size(1);
                if (replaced > inserted) {
                    throw new ConfigException("prompts of layer " + layer + " must be at most the " + inserted
                            + " that came in earlier, whose place they take, but are " + replaced);
                }
                return new State(put(hidden, position, replaced, replace.tokens()), mask, inserted, null);
            } else if (injection instanceof LayerPrompts.KeysAndValues attention) {
                return new State(hidden, mask, inserted, attention);
            }
            return this;
        }
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

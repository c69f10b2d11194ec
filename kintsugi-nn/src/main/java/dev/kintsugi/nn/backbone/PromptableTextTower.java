package dev.kintsugi.nn.backbone;

import dev.kintsugi.nn.layer.LayerPrompts;
import dev.kintsugi.nn.layer.SuffixLines;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * A causal text tower that takes prompts between its layers.
 *
 * <p>Prompts at position 0 stand before the start token (DCP), at 1 behind it (MaPLe). The end shifts by those that are
 * inserted before it; a prompt behind the end has no effect.
 */
public interface PromptableTextTower extends TextTower, PromptableTower {
    /**
     * Returns token embeddings with their positions: the input of the first layer.
     *
     * <p>Context vectors that take the place of words (CoOp, MaPLe's first layer) go through here with the words and
     * get the positions of their places; tokens inserted later have none.
     *
     * @param embeddings {@code [sequences, tokens, width]}, at most {@link #contextLength} tokens
     */
    Tensor addPositions(Tensor embeddings);

    /**
     * Returns what {@link TextTower#encodePrefixed} does, with prompts in the prefix that others take the place of
     * before later layers.
     *
     * @param prompts each {@link LayerPrompts.Replace}, {@code [groups, prompts, width]}; their position counts from
     *     the first token of the prefix, in which they have to stand
     */
    Tensor encodePrefixed(
            List<LayerPrompts.KeysAndValues> start,
            Tensor prefix,
            Tensor suffixes,
            SuffixLines lines,
            LayerPrompts prompts);

    @Override
    default int tokens() {
        return contextLength();
    }
}

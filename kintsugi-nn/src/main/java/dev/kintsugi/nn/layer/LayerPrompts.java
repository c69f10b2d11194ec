package dev.kintsugi.nn.layer;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The prompts of a transformer's layers: what is injected before which layer, for every sequence on its own.
 *
 * <p>Tokens are inserted at one position of the sequence for all layers: 0 puts them before everything, 1 behind a
 * start or class token.
 */
public final class LayerPrompts {
    private static final LayerPrompts NONE = new LayerPrompts(0, 0, Map.of());

    private final int position;
    private final int standing;
    private final TreeMap<Integer, Injection> byLayer;

    /** What happens before one layer. */
    public sealed interface Injection permits Insert, Replace, KeysAndValues {}

    /**
     * Tokens that come in before the layer and stay for all later ones; they stand before those that came in earlier
     * (Lee et al., "Multimodal Prompting with Missing Modalities", CVPR 2023, input-level prompts).
     *
     * @param tokens {@code [sequences, prompts, width]}
     */
    public record Insert(Tensor tokens) implements Injection {}

    /**
     * Tokens that take the place of those that came in earlier, of the first of them if they are fewer: all of them in
     * Jia et al., "Visual Prompt Tuning", ECCV 2022 (deep prompts), and in MaPLe; a part in DCP.
     *
     * @param tokens {@code [sequences, prompts, width]}, at most as many prompts as are in the sequence
     */
    public record Replace(Tensor tokens) implements Injection {}

    /**
     * Keys and values that the attention of this layer sees before those of the tokens; the sequence stays as long as
     * it is (Lee et al., CVPR 2023, attention-level prompts).
     *
     * @param keys behind the projection, {@code [sequences, prompts, width]}
     * @param values of the same shape
     */
    public record KeysAndValues(Tensor keys, Tensor values) implements Injection {}

    private LayerPrompts(int position, int standing, Map<Integer, Injection> byLayer) {
        this.position = position;
        this.standing = standing;
        this.byLayer = new TreeMap<>(byLayer);
    }

    /** Returns no prompts at all. */
    public static LayerPrompts none() {
        return NONE;
    }

    /**
     * Returns prompts at the given layers.
     *
     * @param position where tokens are inserted, 0 or more
     * @param byLayer by the number of the layer, from 0
     */
    public static LayerPrompts of(int position, Map<Integer, Injection> byLayer) {
        return new LayerPrompts(position, 0, byLayer);
    }

    /**
     * Returns prompts for sequences in which prompts stand already, such as MaPLe's context between the start token and
     * the class name: {@link Replace} takes the place of those too.
     *
     * @param position where the standing prompts begin and tokens are inserted, 0 or more
     * @param standing number of prompts that stand there when the sequence comes in
     * @param byLayer by the number of the layer, from 0
     */
    public static LayerPrompts of(int position, int standing, Map<Integer, Injection> byLayer) {
        return new LayerPrompts(position, standing, byLayer);
    }

    /** Returns tokens inserted once, before the first layer. */
    public static LayerPrompts atInput(int position, Tensor tokens) {
        return new LayerPrompts(position, 0, Map.of(0, new Insert(tokens)));
    }

    /** Returns where tokens are inserted. */
    public int position() {
        return position;
    }

    /** Returns how many prompts stand in the sequence when it comes in. */
    public int standing() {
        return standing;
    }

    /** Returns what happens before a layer, or null. */
    @Nullable Injection at(int layer) {
        return byLayer.get(layer);
    }

    /** Returns how many prompt tokens the sequence is longer by at the end. */
    public int inserted() {
        int count = 0;
        for (Injection injection : byLayer.values()) {
            count += injection instanceof Insert insert ? (int) insert.tokens().size(1) : 0;
        }
        return count;
    }

    /** Returns the layers with an injection, ascending. */
    public List<Integer> layers() {
        return List.copyOf(byLayer.keySet());
    }
}

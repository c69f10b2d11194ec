package dev.kintsugi.methods.stream;

import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.parameter.ParameterSpec;
import dev.kintsugi.methods.block.BlockParameters;
import dev.kintsugi.nn.layer.LayerPrompts;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The prompts of a method: their parameters, which prompts a sample gets, what they add to the loss, and how the server
 * merges them. Methods differ by their module, not by inheritance.
 */
public interface PromptModule extends ServerHalf {
    /** Returns the trainable parameters. */
    List<ParameterSpec> parameters();

    /** Returns the values to start from. */
    ParameterSet initial(long seed);

    /**
     * The prompts of a batch.
     *
     * @param prompts for every sequence on its own
     * @param readAt position of the token that is pooled, in the sequence with its prompts
     * @param penalty extra loss per client, {@code [clients]}; null for none
     */
    record Prompting(
            LayerPrompts prompts, int readAt, @Nullable Tensor penalty) {}

    /**
     * Chooses the prompts of a batch.
     *
     * @param uses counts which prompts were used by which pattern
     */
    Prompting prompt(BlockParameters parameters, StreamBatch batch, PromptUses uses);

    /** Returns whether the prompts of a sample do not depend on the samples beside it. */
    default boolean perSample() {
        return true;
    }
}

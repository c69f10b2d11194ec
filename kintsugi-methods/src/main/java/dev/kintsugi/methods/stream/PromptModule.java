package dev.kintsugi.methods.stream;

import dev.kintsugi.core.method.Figure;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.parameter.ParameterSpec;
import dev.kintsugi.core.round.ClientUpdate;
import dev.kintsugi.core.round.ServerState;
import dev.kintsugi.methods.block.BlockParameters;
import dev.kintsugi.nn.layer.LayerPrompts;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The prompts of a method: their parameters, which prompts a sample gets, what they add to the loss, and how the server
 * merges them. Methods differ by their module, not by inheritance.
 */
public interface PromptModule {
    /** Returns the trainable parameters. */
    List<ParameterSpec> parameters();

    /** Returns the values to start from. */
    ParameterSet initial(long seed);

    /** Returns what the server keeps before the first round. */
    default ParameterSet memory(long seed) {
        return ParameterSet.empty();
    }

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

    /**
     * Merges this module's parameters on the server; the default takes the means.
     *
     * @param means the means of all shared parameters over the clients, weighted by examples
     */
    default ServerState merge(ServerState before, List<ClientUpdate> updates, ParameterSet means) {
        return new ServerState(means, before.memory());
    }

    /** Returns what the server sends to one client. */
    default ParameterSet forClient(ServerState state, String client) {
        return state.shared();
    }

    /** Returns what there is to show of these prompts. */
    default List<Figure> figures(ServerState state, MissingPattern patterns) {
        return List.of();
    }

    /** Returns whether the prompts of a sample do not depend on the samples beside it. */
    default boolean perSample() {
        return true;
    }
}

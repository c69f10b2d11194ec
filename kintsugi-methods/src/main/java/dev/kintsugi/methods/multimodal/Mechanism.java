package dev.kintsugi.methods.multimodal;

import dev.kintsugi.core.method.Figure;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.round.ClientTask;
import dev.kintsugi.core.round.ClientUpdate;
import dev.kintsugi.core.round.ServerState;
import dev.kintsugi.methods.block.BlockParameters;
import dev.kintsugi.methods.parameter.ParameterLayout;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * One small part of an objective, which a method composes with others: further parameters, features changed before the
 * fusion, a further loss, gradients changed after the backward run, something computed before or after the training of
 * a client, and what the server does about it. Every function has a default that does nothing. Mechanisms keep nothing
 * between calls; what a step leaves for its gradients or for the next step goes through {@link RoundMemory}.
 *
 * <p>The mechanisms of a method are asked in their order; each gets features and gradients as the one before left them,
 * and the losses are added.
 */
public interface Mechanism {
    /** Declares the parameters of its own; {@code LOCAL} ones stay on their client. */
    default void declare(ParameterLayout layout, MultimodalNetwork network) {}

    /** Returns whether one of its parameters is trained by gradient; the others are read, and written by finish. */
    default boolean trains(String parameter) {
        return true;
    }

    /**
     * Returns whether a parameter of the method, its own or another's, is trained by gradient in a client's round; it
     * is, unless one mechanism says no. What is not trained stays as it was received.
     */
    default boolean trains(String parameter, ClientTask task) {
        return trains(parameter);
    }

    /**
     * Returns the features that the fusion gets, in training and in evaluation.
     *
     * @param features per modality, {@code [clients, size, tokens, width]}
     */
    default List<Tokens> features(Run run, List<Tokens> features) {
        return features;
    }

    /**
     * Returns the class scores, in training and in evaluation.
     *
     * @param features per modality, as the fusion got them
     * @param scores {@code [clients, size, classes]}, of the fusion or as the mechanism before left them
     */
    default Tensor scores(Run run, List<Tokens> features, Tensor scores) {
        return scores;
    }

    /**
     * Returns the class scores of one modality alone, {@code [clients, size, classes]}, from a head of its own; null if
     * it has none, and then they are those of the fusion.
     */
    default @Nullable Tensor alone(Run run, List<Tokens> features, int modality) {
        return null;
    }

    /**
     * Returns how much the loss of the scores of each sample counts beside its weight, {@code [clients, size]}; null
     * for 1 everywhere. Asked in training only.
     */
    default @Nullable Tensor counts(Run run) {
        return null;
    }

    /** Returns a further loss per client, {@code [clients]}; null for none. Asked in training only. */
    default @Nullable Tensor loss(Forward forward) {
        return null;
    }

    /**
     * Returns the gradients that it changes, by name; slice k may depend on client k only.
     *
     * @param gradients of all trained parameters, {@code [clients, …]} each
     */
    default Map<String, Tensor> gradients(BlockParameters gradients, Forward forward) {
        return Map.of();
    }

    /** Adds what there is to show of a step; {@code gradients} are those of all mechanisms, before clipping. */
    default void measure(Forward forward, BlockParameters gradients, Measurements measurements) {}

    /**
     * Returns what the losses of a client's round need and what does not change in it, computed before the training and
     * then read like a fixed parameter.
     *
     * @param received what the server sent, with the client's local state
     */
    default ParameterSet prepared(ClientTask task, ParameterSet received, ClientSamples samples) {
        return ParameterSet.empty();
    }

    /**
     * What a client's round comes to beside the trained parameters.
     *
     * @param local new values of its {@code LOCAL} parameters that are not trained by gradient
     * @param statistics what is sent up beside the parameters
     */
    record Finish(ParameterSet local, ParameterSet statistics) {
        /** Nothing. */
        public static final Finish NOTHING = new Finish(ParameterSet.empty(), ParameterSet.empty());
    }

    /**
     * Ends a client's round.
     *
     * @param received what the server sent, with the client's local state and what was prepared
     * @param learned the trained parameters
     * @param steps number of steps made
     * @param rate learning rate of the round
     */
    default Finish finish(
            ClientTask task,
            ParameterSet received,
            ParameterSet learned,
            int steps,
            double rate,
            ClientSamples samples) {
        return Finish.NOTHING;
    }

    /** Returns what the server keeps before the first round and never sends as it is. */
    default ParameterSet memory(ParameterSet initial, long seed) {
        return ParameterSet.empty();
    }

    /**
     * Returns the state after a round.
     *
     * @param merged the state as the mechanisms before left it; its memory is that of {@code before}
     * @param updates sorted by client id; never empty
     */
    default ServerState merge(ServerState before, List<ClientUpdate> updates, ServerState merged) {
        return merged;
    }

    /** Returns what the server sends beside the parameters; clients read it and do not send it back. */
    default ParameterSet sent(ServerState state) {
        return ParameterSet.empty();
    }

    /** Returns what there is to show of a state. */
    default List<Figure> figures(ServerState state) {
        return List.of();
    }
}

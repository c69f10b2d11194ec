package dev.kintsugi.engine.federation;

import dev.kintsugi.core.metric.Confusion;
import dev.kintsugi.core.metric.Spread;
import java.util.List;

/**
 * What one test condition gave.
 *
 * @param confusion over all samples; summed over the evaluated clients when each has a model of its own
 * @param clients per evaluated client, in client order
 */
public record Evaluation(Confusion confusion, List<ClientScore> clients) {
    /**
     * One client's numbers.
     *
     * @param client id
     * @param accuracy of the client's model on the whole test set, in [0, 1]
     * @param localAccuracy of the client's model, weighted by the class shares of that client's training data, in [0,
     *     1]
     */
    public record ClientScore(String client, double accuracy, double localAccuracy) {}

    /** Returns the spread of the local accuracies over clients. */
    public Spread localSpread() {
        return Spread.of(clients.stream().map(ClientScore::localAccuracy).toList());
    }
}

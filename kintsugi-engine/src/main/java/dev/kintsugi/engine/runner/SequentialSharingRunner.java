package dev.kintsugi.engine.runner;

import dev.kintsugi.core.federation.RoundRunner;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.round.ClientTask;
import dev.kintsugi.core.round.ClientUpdate;
import dev.kintsugi.core.safetensors.WireFormat;
import java.util.ArrayList;
import java.util.List;

/**
 * Lets the clients train one after another on one set of weights, and hands the server that set from each of them.
 *
 * <p>This is no federation: it reproduces what published code does by accident, where after the first aggregation all
 * clients hold the very same objects; here they do from the first round on. Averages are then averages of equal values,
 * and a round makes as many steps in a row as all clients together. Kept to show how much of a published gap it
 * explains.
 */
public final class SequentialSharingRunner implements RoundRunner {
    private final ClientHalf clientHalf;

    /** Creates the runner. */
    public SequentialSharingRunner(ClientHalf clientHalf) {
        this.clientHalf = clientHalf;
    }

    @Override
    public Result run(List<ClientTask> tasks) {
        List<ClientUpdate> trained = new ArrayList<>();
        ParameterSet weights = tasks.get(0).shared();
        for (ClientTask task : tasks) {
            ClientTask next = new ClientTask(task.round(), task.rounds(), task.client(), task.seed(), weights);
            ClientHalf.BlockResult result = clientHalf.train(List.of(next));
            if (!result.failures().isEmpty()) {
                throw result.failures().get(0);
            }
            trained.addAll(result.updates());
            weights = result.updates().get(0).shared();
        }
        ParameterSet last = weights;
        List<ClientUpdate> updates =
                trained.stream().map(update -> update.withShared(last)).toList();
        long bytesDown = tasks.stream().mapToLong(WireFormat::size).sum();
        long bytesUp = updates.stream().mapToLong(WireFormat::size).sum();
        return new Result(updates, List.of(), bytesDown, bytesUp);
    }

    @Override
    public void close() {
        // holds nothing
    }
}

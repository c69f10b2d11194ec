package dev.kintsugi.engine.runner;

import dev.kintsugi.core.federation.RoundRunner;
import dev.kintsugi.core.round.ClientTask;
import dev.kintsugi.core.round.ClientUpdate;
import dev.kintsugi.core.safetensors.WireFormat;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs the clients one by one in the calling thread and stops at the first failure, which names round, client and
 * stage.
 */
public final class DebugRunner implements RoundRunner {
    private final ClientHalf clientHalf;

    /** Creates the runner. */
    public DebugRunner(ClientHalf clientHalf) {
        this.clientHalf = clientHalf;
    }

    @Override
    public Result run(List<ClientTask> tasks) {
        List<ClientUpdate> updates = new ArrayList<>();
        for (ClientTask task : tasks) {
            ClientHalf.BlockResult result = clientHalf.train(List.of(task));
            if (!result.failures().isEmpty()) {
                throw result.failures().get(0);
            }
            updates.addAll(result.updates());
        }
        long bytesDown = tasks.stream().mapToLong(WireFormat::size).sum();
        long bytesUp = updates.stream().mapToLong(WireFormat::size).sum();
        return new Result(updates, List.of(), bytesDown, bytesUp);
    }

    @Override
    public void close() {
        // holds nothing
    }
}
